// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/pci_common_config.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace ampsim::models::virtio {

namespace {

enum Offset : std::uint32_t {
    device_feature_select = 0x00,
    device_feature = 0x04,
    driver_feature_select = 0x08,
    driver_feature = 0x0c,
    config_msix_vector = 0x10,
    num_queues = 0x12,
    device_status = 0x14,
    config_generation = 0x15,
    queue_select = 0x16,
    queue_size = 0x18,
    queue_msix_vector = 0x1a,
    queue_enable = 0x1c,
    queue_notify_off = 0x1e,
    queue_desc = 0x20,
    queue_desc_high = 0x24,
    queue_driver = 0x28,
    queue_driver_high = 0x2c,
    queue_device = 0x30,
    queue_device_high = 0x34,
    queue_notify_data = 0x38,
    queue_reset = 0x3a,
};

struct Field {
    std::uint32_t offset;
    unsigned bytes;
    const char* name;
};
constexpr Field fields[] = {
    {device_feature_select, 4, "DeviceFeatureSelect"},
    {device_feature, 4, "DeviceFeature"},
    {driver_feature_select, 4, "DriverFeatureSelect"},
    {driver_feature, 4, "DriverFeature"},
    {config_msix_vector, 2, "ConfigMsixVector"},
    {num_queues, 2, "NumQueues"},
    {device_status, 1, "DeviceStatus"},
    {config_generation, 1, "ConfigGeneration"},
    {queue_select, 2, "QueueSelect"},
    {queue_size, 2, "QueueSize"},
    {queue_msix_vector, 2, "QueueMsixVector"},
    {queue_enable, 2, "QueueEnable"},
    {queue_notify_off, 2, "QueueNotifyOff"},
    {queue_desc, 4, "QueueDescLow"},
    {queue_desc_high, 4, "QueueDescHigh"},
    {queue_driver, 4, "QueueDriverLow"},
    {queue_driver_high, 4, "QueueDriverHigh"},
    {queue_device, 4, "QueueDeviceLow"},
    {queue_device_high, 4, "QueueDeviceHigh"},
    {queue_notify_data, 2, "QueueNotifyData"},
    {queue_reset, 2, "QueueReset"},
};

/// The field that is accessed as a whole.
bool is_field(std::uint32_t offset, unsigned bytes) {
    return std::any_of(std::begin(fields), std::end(fields), [&](const Field& each) {
        return each.offset == offset && each.bytes == bytes;
    });
}

std::uint32_t half(std::uint64_t value, bool high) {
    return static_cast<std::uint32_t>(high ? value >> 32U : value);
}

void set_half(std::uint64_t& value, bool high, std::uint32_t bits) {
    constexpr std::uint64_t low_half = 0xffff'ffff;
    value = high ? (value & low_half) | std::uint64_t{bits} << 32U : (value & ~low_half) | bits;
}

/// The address that a register is a half of.
std::uint64_t& address(RingPlace& place, std::uint32_t offset) {
    return offset < queue_driver   ? place.descriptors
           : offset < queue_device ? place.driver_area
                                   : place.device_area;
}

bool is_high(std::uint32_t offset) {
    return offset % 8 == 4;
}

} // namespace

PciCommonConfig::PciCommonConfig(Engine& engine, std::size_t vectors,
                                 std::function<void()> on_reset)
    : engine_(engine), vectors_(vectors), on_reset_(std::move(on_reset)),
      queue_vectors_(engine.queues(), no_vector) {}

std::string PciCommonConfig::name_of(std::uint32_t offset) {
    const auto* found = std::find_if(std::begin(fields), std::end(fields), [&](const Field& each) {
        return offset >= each.offset && offset < each.offset + each.bytes;
    });
    return found == std::end(fields) ? "" : found->name;
}

std::vector<std::string> PciCommonConfig::names() {
    std::vector<std::string> all;
    for (const Field& each : fields) {
        all.emplace_back(each.name);
    }
    return all;
}

void PciCommonConfig::reset() {
    engine_.write_status(0);
    wanted_features_ = 0;
    configuration_vector_ = no_vector;
    queue_vectors_.assign(queue_vectors_.size(), no_vector);
    on_reset_();
}

/// A vector that there is not reads back as none [4.1.5.1.2].
std::uint16_t PciCommonConfig::vector(std::uint32_t written) const {
    return written < vectors_ ? static_cast<std::uint16_t>(written) : no_vector;
}

std::uint32_t PciCommonConfig::read(std::uint32_t offset, unsigned bytes) const {
    if (!is_field(offset, bytes)) {
        return 0;
    }
    switch (offset) {
    case device_feature_select:
        return device_feature_select_;
    case device_feature:
        return device_feature_select_ > 1
                   ? 0
                   : half(engine_.offered_features(), device_feature_select_ == 1);
    case driver_feature_select:
        return driver_feature_select_;
    case driver_feature:
        return driver_feature_select_ > 1
                   ? 0
                   : half(engine_.driver_features(), driver_feature_select_ == 1);
    case config_msix_vector:
        return configuration_vector_;
    case num_queues:
        return static_cast<std::uint32_t>(engine_.queues());
    case device_status:
        return engine_.status();
    case config_generation:
        return engine_.configuration_generation() & 0xff;
    case queue_select:
        return queue_select_;
    default:
        return has_queue() ? read_queue(offset) : 0;
    }
}

std::uint32_t PciCommonConfig::read_queue(std::uint32_t offset) const {
    const Engine::QueueSettings& settings = engine_.queue(queue_select_);
    switch (offset) {
    case queue_size: // the driver may make it smaller
        return settings.place.size == 0 ? engine_.queue_size_max() : settings.place.size;
    case queue_msix_vector:
        return queue_vectors_[queue_select_];
    case queue_enable:
        return settings.enabled || engine_.is_stopping(queue_select_) ? 1 : 0;
    case queue_notify_off:
        return queue_select_;
    case queue_notify_data: // VIRTIO_F_NOTIF_CONFIG_DATA is not offered
        return 0;
    case queue_reset:
        return engine_.is_stopping(queue_select_) ? 1 : 0;
    default: {
        RingPlace place = settings.place;
        return half(address(place, offset), is_high(offset));
    }
    }
}

void PciCommonConfig::write(std::uint32_t offset, unsigned bytes, std::uint32_t value) {
    if (!is_field(offset, bytes)) {
        return;
    }
    switch (offset) {
    case device_feature_select:
        device_feature_select_ = value;
        break;
    case driver_feature_select:
        driver_feature_select_ = value;
        break;
    case driver_feature:
        if (driver_feature_select_ <= 1) {
            set_half(wanted_features_, driver_feature_select_ == 1, value);
            engine_.write_driver_features(wanted_features_);
        }
        break;
    case config_msix_vector:
        configuration_vector_ = vector(value);
        break;
    case device_status:
        if (value == 0) {
            reset();
        } else {
            engine_.write_status(value);
        }
        break;
    case queue_select:
        queue_select_ = static_cast<std::uint16_t>(value);
        break;
    default:
        if (has_queue()) {
            write_queue(offset, value);
        }
    }
}

void PciCommonConfig::write_queue(std::uint32_t offset, std::uint32_t value) {
    RingPlace place = engine_.queue(queue_select_).place;
    switch (offset) {
    case queue_size:
        place.size = static_cast<std::uint16_t>(value);
        engine_.place_queue(queue_select_, place);
        break;
    case queue_msix_vector:
        queue_vectors_[queue_select_] = vector(value);
        break;
    case queue_enable:
        if (value == 1) { // there is no way back but a reset [4.1.4.3.2]
            if (place.size == 0) {
                place.size = engine_.queue_size_max();
                engine_.place_queue(queue_select_, place);
            }
            engine_.enable_queue(queue_select_, true);
        }
        break;
    case queue_reset:
        if (value == 1 && engine_.has(feature::ring_reset)) {
            engine_.reset_queue(queue_select_);
        }
        break;
    case queue_desc:
    case queue_desc_high:
    case queue_driver:
    case queue_driver_high:
    case queue_device:
    case queue_device_high:
        set_half(address(place, offset), is_high(offset), value);
        engine_.place_queue(queue_select_, place);
        break;
    default:
        break; // read-only
    }
}

} // namespace ampsim::models::virtio

// SPDX-License-Identifier: BSD-3-Clause
#include "models/hvl/shim_registers.h"

#include "models/registers/halves.h"

namespace ampsim::models {

ShimDeviceRegisters::ShimDeviceRegisters(RegisterBank& bank, std::uint64_t base,
                                         const std::string& prefix, ShimSlot& slot,
                                         const Block& block)
    : ShimRegisters(bank, base, prefix), slot_(slot) {
    add_block(block);
    add_events();
    add_device();
    for (std::size_t index = 0; index < ShimSlot::queues; ++index) {
        add_queue(index);
    }
}

void ShimDeviceRegisters::add_block(const Block& block) {
    add("MAGIC", AMPSIM_SHIM_MAGIC, Access::read_only, AMPSIM_SHIM_MAGIC_VALUE);
    add("SLOTS", AMPSIM_SHIM_SLOTS, Access::read_only, block.slots);
    add("VERSION", AMPSIM_SHIM_VERSION, Access::read_only, slot_.version());
    add("RAISING", AMPSIM_SHIM_RAISING, Access::read_only).shows(block.raising);
}

void ShimDeviceRegisters::add_events() {
    add("EVENTS", AMPSIM_SHIM_EVENTS, Access::write_one_to_clear)
        .shows([this] { return slot_.events(); })
        .on_write([this](std::uint32_t written) { slot_.clear_events(written); });
    add("NOTIFIED", AMPSIM_SHIM_NOTIFIED, Access::write_one_to_clear)
        .shows([this] { return slot_.notified(); })
        .on_write([this](std::uint32_t written) { slot_.clear_notified(written); });
    add("ENABLE", AMPSIM_SHIM_ENABLE, Access::read_write)
        .shows([this] { return slot_.enable(); })
        .on_write([this](std::uint32_t written) { slot_.set_enable(written); });
    add("INTERRUPT", AMPSIM_SHIM_INTERRUPT, Access::read_write)
        .shows([this] { return slot_.interrupt_status(); })
        .on_write([this](std::uint32_t written) { slot_.interrupt(written); });
}

void ShimDeviceRegisters::add_device() {
    constexpr std::uint32_t needs_reset = 0x40;
    add("STATUS", AMPSIM_SHIM_STATUS, Access::read_write)
        .shows([this] { return slot_.status(); })
        .on_write([this](std::uint32_t written) {
            if ((written & needs_reset) != 0) {
                slot_.need_reset();
            }
        });
    add("RESET_DONE", AMPSIM_SHIM_RESET_DONE, Access::read_write)
        .shows([this]() -> std::uint32_t { return slot_.reset_waits() ? 1 : 0; })
        .on_write([this](std::uint32_t) { slot_.finish_reset(); });
    add("DEVICE_ID", AMPSIM_SHIM_DEVICE_ID, Access::read_write)
        .shows([this] { return slot_.device_id; })
        .on_write([this](std::uint32_t written) { slot_.device_id = written; });
    add("VENDOR_ID", AMPSIM_SHIM_VENDOR_ID, Access::read_write)
        .shows([this] { return slot_.vendor_id; })
        .on_write([this](std::uint32_t written) { slot_.vendor_id = written; });
    add("DEVICE_FEATURES_LOW", AMPSIM_SHIM_DEVICE_FEATURES_LOW, Access::read_write)
        .shows([this] { return low(slot_.device_features); })
        .on_write([this](std::uint32_t written) {
            slot_.device_features = with_low(slot_.device_features, written);
        });
    add("DEVICE_FEATURES_HIGH", AMPSIM_SHIM_DEVICE_FEATURES_HIGH, Access::read_write)
        .shows([this] { return high(slot_.device_features); })
        .on_write([this](std::uint32_t written) {
            slot_.device_features = with_high(slot_.device_features, written);
        });
    add("DRIVER_FEATURES_LOW", AMPSIM_SHIM_DRIVER_FEATURES_LOW, Access::read_only).shows([this] {
        return low(slot_.driver_features());
    });
    add("DRIVER_FEATURES_HIGH", AMPSIM_SHIM_DRIVER_FEATURES_HIGH, Access::read_only).shows([this] {
        return high(slot_.driver_features());
    });
    add("CONFIG_GENERATION", AMPSIM_SHIM_CONFIG_GENERATION, Access::read_write)
        .shows([this] { return slot_.generation(); })
        .on_write([this](std::uint32_t) { slot_.change_configuration(); });
}

void ShimDeviceRegisters::add_queue(std::size_t index) {
    const std::string name = "QUEUE" + std::to_string(index) + "_";
    const std::uint64_t base = AMPSIM_SHIM_QUEUE(index);
    const auto half = [&](const std::string& part, std::uint64_t offset,
                          std::uint64_t ShimQueue::*address, std::uint32_t (*of)(std::uint64_t)) {
        add(name + part, base + offset, Access::read_only).shows([this, index, address, of] {
            return of(slot_.queue(index).*address);
        });
    };
    add(name + "SIZE_MAX", base + AMPSIM_SHIM_QUEUE_SIZE_MAX, Access::read_write)
        .shows([this, index] { return slot_.queue(index).size_max; })
        .on_write(
            [this, index](std::uint32_t written) { slot_.set_queue_size_max(index, written); });
    add(name + "SIZE", base + AMPSIM_SHIM_QUEUE_SIZE, Access::read_only).shows([this, index] {
        return slot_.queue(index).size;
    });
    add(name + "READY", base + AMPSIM_SHIM_QUEUE_READY, Access::read_write)
        .shows([this, index]() -> std::uint32_t { return slot_.queue(index).ready ? 1 : 0; })
        .on_write([this, index](std::uint32_t) { slot_.finish_stop(index); });
    half("DESCRIPTORS_LOW", AMPSIM_SHIM_QUEUE_DESCRIPTORS_LOW, &ShimQueue::descriptors, low);
    half("DESCRIPTORS_HIGH", AMPSIM_SHIM_QUEUE_DESCRIPTORS_HIGH, &ShimQueue::descriptors, high);
    half("AVAILABLE_LOW", AMPSIM_SHIM_QUEUE_AVAILABLE_LOW, &ShimQueue::available, low);
    half("AVAILABLE_HIGH", AMPSIM_SHIM_QUEUE_AVAILABLE_HIGH, &ShimQueue::available, high);
    half("USED_LOW", AMPSIM_SHIM_QUEUE_USED_LOW, &ShimQueue::used, low);
    half("USED_HIGH", AMPSIM_SHIM_QUEUE_USED_HIGH, &ShimQueue::used, high);
}

} // namespace ampsim::models

// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/mmio_transport.h"

#include "models/bus_master/device_access.h"
#include "models/registers/halves.h"
#include "models/time_contract.h"
#include "models/virtio/ampsim_virtio_mmio.h"
#include "models/virtio/split_ring.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace ampsim::models::virtio {

namespace {

constexpr std::uint64_t registers_end = 0x100; ///< then the configuration
constexpr std::uint64_t bank_size = 0x1000;

// Reasons in InterruptStatus [4.2.2].
constexpr std::uint32_t used_buffer = 1;
constexpr std::uint32_t configuration_change = 2;

constexpr std::uint64_t no_shared_memory = UINT64_MAX; ///< as length and as base [4.2.2]

} // namespace

void MmioTransport::check(const MmioParameters& parameters, const MessageSink* messages) {
    if (parameters.version != 1 && parameters.version != 2) {
        throw std::logic_error("VirtIO-MMIO has versions 1 and 2");
    }
    if (parameters.version == 1 && (parameters.msi || parameters.doorbell)) {
        throw std::logic_error("VirtIO-MMIO of version 1 has one interrupt, and no doorbells");
    }
    if (parameters.msi && messages == nullptr) {
        throw std::logic_error("VirtIO-MMIO: messages without a way to send them");
    }
    if (parameters.doorbell_stride % 4 != 0) {
        throw std::logic_error("VirtIO-MMIO: doorbells are words");
    }
}

MmioTransport::MmioTransport(sc_core::sc_module_name name, Engine& engine,
                             const MmioParameters& parameters, MessageSink* messages)
    : sc_module(name), engine_(engine), parameters_(parameters),
      registers_(this->name(), bank_size, {},
                 {parameters.register_read_latency, parameters.register_write_latency}) {
    check(parameters, messages);
    SC_HAS_PROCESS(MmioTransport);
    TransportEvents& events = *this;
    engine_.attach(events);
    engine_.use_legacy_interface(is_legacy());
    socket.register_b_transport(this, &MmioTransport::b_transport);
    socket.register_transport_dbg(this, &MmioTransport::transport_dbg);

    version_.shows([this] { return parameters_.version; });
    device_id_.shows([this] { return engine_.device().type(); });
    vendor_id_.shows([this] { return parameters_.vendor; });
    define_features();
    if (is_legacy()) {
        define_legacy_queue_registers();
    } else {
        define_queue_registers();
        define_shared_memory();
    }
    define_interrupt_and_status();
    if (has_additions()) {
        define_additions();
        if (parameters_.msi) {
            vectors_.emplace(
                registers_, engine_.queues(), *messages, [this] { return queue_select_.value(); },
                [this] { refresh_interrupt_.notify(sc_core::SC_ZERO_TIME); });
        }
    }

    SC_METHOD(drive_interrupt);
    sensitive << refresh_interrupt_;
    dont_initialize();
}

// --- Registers
// --------------------------------------------------------------------------------------

void MmioTransport::define_features() {
    device_features_.shows([this] {
        const std::uint64_t offered = engine_.offered_features();
        const std::uint32_t word = device_features_select_.value();
        return word == 0 ? low(offered) : word == 1 ? high(offered) : 0;
    });
    driver_features_.on_write([this](std::uint32_t written) {
        const std::uint32_t word = driver_features_select_.value();
        if (word == 0) {
            wanted_features_ = with_low(wanted_features_, written);
        } else if (word == 1) {
            wanted_features_ = with_high(wanted_features_, written);
        }
        engine_.write_driver_features(wanted_features_);
    });
    queue_size_max_.shows(
        [this]() -> std::uint32_t { return has_queue() ? engine_.queue_size_max() : 0; });
    queue_size_.on_write([this](std::uint32_t written) {
        if (!has_queue()) {
            return;
        }
        RingPlace place = engine_.queue(queue()).place;
        // What does not fit is kept as a size that no queue can have.
        place.size = written > UINT16_MAX ? UINT16_MAX : static_cast<std::uint16_t>(written);
        engine_.place_queue(queue(), place);
    });
    queue_notify_.on_write([this](std::uint32_t written) {
        ++register_notifications_;
        notify(written);
    });
}

/// One half of an address of the selected queue.
void MmioTransport::set_place(void (*change)(RingPlace&, std::uint32_t), std::uint32_t value) {
    if (has_queue()) {
        RingPlace place = engine_.queue(queue()).place;
        change(place, value);
        engine_.place_queue(queue(), place);
    }
}

void MmioTransport::define_queue_registers() {
    using Change = void (*)(RingPlace&, std::uint32_t);
    const auto half = [this](std::optional<Register>& half_of_address, const char* name,
                             std::uint64_t offset, Change change) {
        half_of_address.emplace(registers_, name, offset, Access::write_only);
        half_of_address->on_write(
            [this, change](std::uint32_t written) { set_place(change, written); });
    };
    half(descriptors_low_, "QueueDescLow", 0x080, [](RingPlace& place, std::uint32_t bits) {
        place.descriptors = with_low(place.descriptors, bits);
    });
    half(descriptors_high_, "QueueDescHigh", 0x084, [](RingPlace& place, std::uint32_t bits) {
        place.descriptors = with_high(place.descriptors, bits);
    });
    half(driver_area_low_, "QueueDriverLow", 0x090, [](RingPlace& place, std::uint32_t bits) {
        place.driver_area = with_low(place.driver_area, bits);
    });
    half(driver_area_high_, "QueueDriverHigh", 0x094, [](RingPlace& place, std::uint32_t bits) {
        place.driver_area = with_high(place.driver_area, bits);
    });
    half(device_area_low_, "QueueDeviceLow", 0x0a0, [](RingPlace& place, std::uint32_t bits) {
        place.device_area = with_low(place.device_area, bits);
    });
    half(device_area_high_, "QueueDeviceHigh", 0x0a4, [](RingPlace& place, std::uint32_t bits) {
        place.device_area = with_high(place.device_area, bits);
    });

    queue_ready_.emplace(registers_, "QueueReady", 0x044);
    queue_ready_->shows([this]() -> std::uint32_t {
        return has_queue() && (engine_.queue(queue()).enabled || engine_.is_stopping(queue()));
    });
    queue_ready_->on_write([this](std::uint32_t written) {
        if (has_queue()) {
            engine_.enable_queue(queue(), (written & 1U) != 0);
        }
    });
    queue_reset_.emplace(registers_, "QueueReset", 0x0c0);
    queue_reset_->shows(
        [this]() -> std::uint32_t { return has_queue() && engine_.is_stopping(queue()); });
    queue_reset_->on_write([this](std::uint32_t written) {
        if (written == 1 && has_queue() && engine_.has(feature::ring_reset)) {
            engine_.reset_queue(queue());
        }
    });
    config_generation_.emplace(registers_, "ConfigGeneration", 0x0fc, Access::read_only);
    config_generation_->shows([this] { return engine_.configuration_generation(); });
}

/// [4.2.4]: a queue is one piece of memory, and its page number says where.
void MmioTransport::define_legacy_queue_registers() {
    guest_page_size_.emplace(registers_, "GuestPageSize", 0x028, Access::write_only);
    queue_align_.emplace(registers_, "QueueAlign", 0x03c, Access::write_only);
    queue_pfn_.emplace(registers_, "QueuePFN", 0x040);
    queue_pfn_->shows([this]() -> std::uint32_t {
        if (!has_queue() || !engine_.queue(queue()).enabled || guest_page_size_->value() == 0) {
            return 0;
        }
        return low(engine_.queue(queue()).place.descriptors / guest_page_size_->value());
    });
    queue_pfn_->on_write([this](std::uint32_t written) {
        if (has_queue()) {
            place_legacy_queue(written);
        }
    });
}

void MmioTransport::place_legacy_queue(std::uint32_t page) {
    engine_.enable_queue(queue(), false);
    if (page == 0) {
        return;
    }
    RingPlace place = engine_.queue(queue()).place;
    const std::uint64_t alignment = std::max<std::uint32_t>(queue_align_->value(), 1);
    if (guest_page_size_->value() == 0) {
        engine_.events().needs_reset(fmt::format("queue {} ({}): page {}, of pages without a size",
                                                 queue(), engine_.device().queue_name(queue()),
                                                 page));
        return;
    }
    place.descriptors = static_cast<std::uint64_t>(page) * guest_page_size_->value();
    place.driver_area = place.descriptors + split_descriptors_size(place.size);
    const std::uint64_t end = place.driver_area + split_available_size(place.size);
    place.device_area = (end + alignment - 1) / alignment * alignment;
    engine_.place_queue(queue(), place);
    engine_.enable_queue(queue(), true);
}

std::optional<SharedMemoryRegion> MmioTransport::shared_memory() const {
    const std::uint32_t wanted = shm_select_->value();
    const auto found = wanted > UINT8_MAX
                           ? parameters_.shared_memory.end()
                           : parameters_.shared_memory.find(static_cast<std::uint8_t>(wanted));
    if (found == parameters_.shared_memory.end()) {
        return std::nullopt;
    }
    return found->second;
}

void MmioTransport::define_shared_memory() {
    shm_select_.emplace(registers_, "SHMSel", 0x0ac, Access::write_only);
    const auto word = [this](std::optional<Register>& of, const char* name, std::uint64_t offset,
                             std::uint64_t SharedMemoryRegion::*part,
                             std::uint32_t (*half)(std::uint64_t)) {
        of.emplace(registers_, name, offset, Access::read_only);
        of->shows([this, part, half] {
            const std::optional<SharedMemoryRegion> region = shared_memory();
            return half(region ? (*region).*part : no_shared_memory);
        });
    };
    word(shm_length_low_, "SHMLenLow", 0x0b0, &SharedMemoryRegion::length, low);
    word(shm_length_high_, "SHMLenHigh", 0x0b4, &SharedMemoryRegion::length, high);
    word(shm_base_low_, "SHMBaseLow", 0x0b8, &SharedMemoryRegion::base, low);
    word(shm_base_high_, "SHMBaseHigh", 0x0bc, &SharedMemoryRegion::base, high);
}

void MmioTransport::define_interrupt_and_status() {
    interrupt_status_.shows([this] { return reasons_; });
    interrupt_acknowledge_.on_write([this](std::uint32_t written) {
        if (sends_messages()) {
            return;
        }
        interrupts_.acknowledged += (reasons_ & written) != 0 ? 1 : 0;
        reasons_ &= ~written;
        refresh_interrupt_.notify(sc_core::SC_ZERO_TIME);
    });
    status_.shows([this] { return engine_.status(); });
    status_.on_write([this](std::uint32_t written) {
        engine_.write_status(written);
        if (written == 0) {
            reset();
        }
    });
}

void MmioTransport::define_additions() {
    block_magic_.emplace(registers_, "BlockMagic", AMPSIM_VIRTIO_BLOCK_MAGIC, Access::read_only,
                         AMPSIM_VIRTIO_BLOCK_MAGIC_VALUE);
    capabilities_.emplace(registers_, "Capabilities", AMPSIM_VIRTIO_CAPABILITIES, Access::read_only,
                          (parameters_.msi ? AMPSIM_VIRTIO_HAS_MSI : 0) |
                              (parameters_.doorbell ? AMPSIM_VIRTIO_HAS_DOORBELL : 0));
    doorbell_stride_.emplace(registers_, "DoorbellStride", AMPSIM_VIRTIO_DOORBELL_STRIDE,
                             Access::read_only, parameters_.doorbell_stride);
}

void MmioTransport::reset() {
    wanted_features_ = 0;
    reasons_ = 0;
    if (vectors_) {
        vectors_->reset();
    }
    refresh_interrupt_.notify(sc_core::SC_ZERO_TIME);
}

/// The queue's index is in the lower half, with VIRTIO_F_NOTIFICATION_DATA what is new there in the
/// upper [2.9]; the ring says the latter too.
void MmioTransport::notify(std::uint32_t value) {
    engine_.notify(engine_.has(feature::notification_data) ? value & 0xffffU : value);
}

std::string MmioTransport::name_of(std::uint64_t offset) const {
    const std::string name = registers_.name_of(offset);
    return name.empty() && is_configuration(offset) ? "Config" : name;
}

// --- Accesses
// ---------------------------------------------------------------------------------------

bool MmioTransport::is_configuration(std::uint64_t offset) const {
    return offset >= registers_end && offset < (has_additions() ? AMPSIM_VIRTIO_BLOCK : bank_size);
}

void MmioTransport::b_transport(tlm::tlm_generic_payload& transaction, sc_core::sc_time& delay) {
    if (is_configuration(transaction.get_address()) &&
        transaction.get_command() != tlm::TLM_IGNORE_COMMAND) {
        access_configuration(transaction, delay);
    } else {
        registers_.b_transport(transaction, delay);
        if (!DeviceAccess::is(transaction)) {
            wait_until_stopped();
        }
    }
}

/// A write that stops the device or a queue is over when no memory is accessed any more: Linux does
/// not look whether it is.
void MmioTransport::wait_until_stopped() {
    while (engine_.is_stopping()) {
        sc_core::wait(engine_.stopped());
    }
}

/// Fields of 8, 16, 32 and 64 bits, the latter as two of 32 [4.2.2.2].
void MmioTransport::access_configuration(tlm::tlm_generic_payload& transaction,
                                         sc_core::sc_time& delay) {
    const unsigned size = transaction.get_data_length();
    const std::uint64_t offset = transaction.get_address() - registers_end;
    wait_for_arrival(delay);
    if ((size != 1 && size != 2 && size != 4) || offset % size != 0 ||
        transaction.get_byte_enable_ptr() != nullptr || transaction.get_streaming_width() < size) {
        transaction.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
        return;
    }
    if (transaction.is_read()) {
        engine_.read_configuration(offset, transaction.get_data_ptr(), size);
        delay += parameters_.register_read_latency;
    } else {
        engine_.write_configuration(offset, transaction.get_data_ptr(), size);
        delay += parameters_.register_write_latency;
    }
    transaction.set_response_status(tlm::TLM_OK_RESPONSE);
}

unsigned MmioTransport::transport_dbg(tlm::tlm_generic_payload& transaction) {
    const std::uint64_t address = transaction.get_address();
    if (!is_configuration(address)) {
        return registers_.transport_dbg(transaction);
    }
    if (transaction.is_read()) {
        engine_.read_configuration(address - registers_end, transaction.get_data_ptr(),
                                   transaction.get_data_length());
        return transaction.get_data_length();
    }
    return 0;
}

void MmioTransport::ring_doorbell(std::uint64_t offset, std::uint32_t value) {
    if (!parameters_.doorbell) {
        return;
    }
    const std::uint32_t stride = parameters_.doorbell_stride;
    ++doorbell_notifications_;
    if (stride == 0) {
        notify(value);
    } else if (offset % stride == 0) {
        engine_.notify(offset / stride);
    }
}

// --- Interrupts
// -------------------------------------------------------------------------------------

InterruptCounters MmioTransport::interrupts() const {
    InterruptCounters counters = interrupts_;
    counters.messages = vectors_ ? vectors_->sent() : 0;
    counters.held_back = vectors_ ? vectors_->held_back() : 0;
    return counters;
}

void MmioTransport::used_buffers(std::size_t queue) {
    if (sends_messages()) {
        vectors_->queue_interrupt(queue);
    } else {
        raise(used_buffer);
    }
}

void MmioTransport::configuration_changed() {
    if (sends_messages()) {
        vectors_->configuration_interrupt();
    } else {
        raise(configuration_change);
    }
}

void MmioTransport::raise(std::uint32_t reason) {
    interrupts_.coalesced += reasons_ != 0 ? 1 : 0;
    reasons_ |= reason;
    refresh_interrupt_.notify(sc_core::SC_ZERO_TIME);
}

void MmioTransport::drive_interrupt() {
    const bool level = reasons_ != 0 && !sends_messages();
    if (level != interrupt.read()) {
        interrupts_.asserted += level ? 1 : 0;
        interrupt.write(level);
    }
}

} // namespace ampsim::models::virtio

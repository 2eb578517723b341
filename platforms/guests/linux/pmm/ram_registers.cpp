// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/ram_registers.h"

#include "models/hvl/ampsim_virtio_ram.h"
#include "models/virtio/split_ring.h"

#include <fmt/format.h>

namespace ampsim::pmm {

using models::virtio::RingBroken;

namespace {

constexpr std::uint32_t magic = 0x74726976;
constexpr std::uint32_t used_buffer_bit = 1;
constexpr std::uint32_t configuration_bit = 2;
constexpr unsigned alignment_shift = 16;

/// Of a power of 2 up to 2^16; nothing for another number.
std::optional<std::uint32_t> logarithm(std::uint32_t number) {
    for (std::uint32_t power = 0; power <= 16; ++power) {
        if (number == 1U << power) {
            return power;
        }
    }
    return std::nullopt;
}

} // namespace

RamRegisters::RamRegisters(Window& window, unsigned slot, const Pool& pool, Doorbell& doorbell,
                           Bits bits)
    : window_(window), base_(std::uint64_t{slot} * AMPSIM_RAM_SLOT), pool_size_(pool.size()),
      pool_address_(pool.address()), doorbell_(doorbell), bits_(bits) {}

bool RamRegisters::shows(const Identity& identity) const {
    return load(AMPSIM_RAM_MAGIC) == magic && load(AMPSIM_RAM_VERSION) == version_in_ram &&
           load(AMPSIM_RAM_DEVICE_ID) == identity.device_id &&
           load(AMPSIM_RAM_DEVICE_FEATURES) == static_cast<std::uint32_t>(identity.features) &&
           load(AMPSIM_RAM_QUEUE_NUM_MAX) == identity.queue_size &&
           load(AMPSIM_RAM_SHM_LENGTH_LOW) == static_cast<std::uint32_t>(pool_size_);
}

bool RamRegisters::present(const Identity& identity) {
    queues_ = identity.queues;
    const bool had_magic = load(AMPSIM_RAM_MAGIC) == magic;
    const std::uint32_t status_there = had_magic ? load(AMPSIM_RAM_STATUS) : 0;
    if (!shows(identity)) {
        store(AMPSIM_RAM_MAGIC, 0);
        show(identity);
        forget_driver();
        if (!had_magic) {
            store(AMPSIM_RAM_STATUS, 0);
            store(AMPSIM_RAM_RESETS, 0);
            store(AMPSIM_RAM_RESETS_WANTED, 0);
        }
        store(AMPSIM_RAM_MAGIC, magic);
        if (status_there != 0) { // it drives what is no longer there
            status_ = status_there;
            need_reset();
        }
        doorbell_.ring(bits_.of_configuration(queues_)); // who waits for the device
        return false;
    }
    for (unsigned queue = 0; queue < queues_; ++queue) {
        taken_[queue] = {load(AMPSIM_RAM_QUEUE_TAKEN_PFN(queue)),
                         load(AMPSIM_RAM_QUEUE_TAKEN_SIZE(queue))};
    }
    write_configuration(identity.configuration);
    interrupt_status_ = load(AMPSIM_RAM_INTERRUPT_STATUS);
    status_ = status_there & ~status::needs_reset;
    needs_reset_ = (status_there & status::needs_reset) != 0;
    return (status_ & status::driver_ok) != 0;
}

void RamRegisters::show(const Identity& identity) {
    store(AMPSIM_RAM_VERSION, version_in_ram);
    store(AMPSIM_RAM_DEVICE_ID, identity.device_id);
    store(AMPSIM_RAM_VENDOR_ID, AMPSIM_RAM_VENDOR);
    store(AMPSIM_RAM_DEVICE_FEATURES, static_cast<std::uint32_t>(identity.features));
    store(AMPSIM_RAM_QUEUE_NUM_MAX, identity.queue_size);
    store(AMPSIM_RAM_SHM_SEL, 0);
    store(AMPSIM_RAM_SHM_LENGTH_LOW, static_cast<std::uint32_t>(pool_size_));
    store(AMPSIM_RAM_SHM_LENGTH_HIGH, static_cast<std::uint32_t>(pool_size_ >> 32U));
    store(AMPSIM_RAM_SHM_BASE_LOW, static_cast<std::uint32_t>(pool_address_));
    store(AMPSIM_RAM_SHM_BASE_HIGH, static_cast<std::uint32_t>(pool_address_ >> 32U));
    Bytes configuration = identity.configuration;
    configuration.resize(AMPSIM_RAM_SLOT - AMPSIM_RAM_CONFIG);
    window_.write(base_ + AMPSIM_RAM_CONFIG, configuration.data(), configuration.size());
}

void RamRegisters::forget_driver() {
    status_ = 0;
    needs_reset_ = false;
    interrupt_status_ = 0;
    taken_ = {};
    for (const std::uint32_t offset :
         {AMPSIM_RAM_DEVICE_FEATURES_SEL, AMPSIM_RAM_DRIVER_FEATURES,
          AMPSIM_RAM_DRIVER_FEATURES_SEL, AMPSIM_RAM_GUEST_PAGE_SIZE, AMPSIM_RAM_QUEUE_ALIGN,
          AMPSIM_RAM_QUEUE_NOTIFY, AMPSIM_RAM_INTERRUPT_STATUS, AMPSIM_RAM_INTERRUPT_ACK}) {
        store(offset, 0);
    }
    for (const std::uint32_t offset :
         {AMPSIM_RAM_QUEUE_SEL, AMPSIM_RAM_QUEUE_NUM, AMPSIM_RAM_QUEUE_PFN}) {
        store(offset, AMPSIM_RAM_UNTOUCHED);
    }
    for (unsigned queue = 0; queue < queues_max; ++queue) {
        store(AMPSIM_RAM_QUEUE_TAKEN_PFN(queue), 0);
        store(AMPSIM_RAM_QUEUE_TAKEN_SIZE(queue), 0);
    }
}

bool RamRegisters::wants_reset() {
    const bool status_went = status_ != 0 && load(AMPSIM_RAM_STATUS) == 0;
    return status_went || load(AMPSIM_RAM_RESETS_WANTED) != load(AMPSIM_RAM_RESETS);
}

Actions RamRegisters::take_actions() {
    Actions actions;
    actions.notified = bits_.per_queue ? 0 : ~0U;
    if (wants_reset()) {
        actions.reset = true; // all else belongs to what is over
        return actions;
    }
    clear_acknowledged();
    const std::uint32_t page = load(AMPSIM_RAM_QUEUE_PFN);
    if (page != AMPSIM_RAM_UNTOUCHED && page != AMPSIM_RAM_CONFIG_ACKNOWLEDGED) {
        take_queue(page);
        actions.queues = true;
    }
    const std::uint32_t there = load(AMPSIM_RAM_STATUS);
    actions.status = (there & ~status::needs_reset) != status_;
    status_ = there & ~status::needs_reset;
    if (needs_reset_ && there == status_) { // the driver has overwritten it
        need_reset();
    }
    return actions;
}

void RamRegisters::take_queue(std::uint32_t page) {
    const std::uint32_t queue = load(AMPSIM_RAM_QUEUE_SEL);
    const std::uint32_t size = load(AMPSIM_RAM_QUEUE_NUM);
    const std::uint32_t alignment = load(AMPSIM_RAM_QUEUE_ALIGN);
    if (queue >= queues_) {
        throw RingBroken(fmt::format("QueueSel is {:#x}, of {} queues", queue, queues_));
    }
    Taken taken;
    if (page != 0) {
        const auto power = logarithm(alignment);
        if (!power || size == 0 || size > UINT16_MAX) {
            throw RingBroken(fmt::format("queue {} has QueueNum {:#x} and QueueAlign {:#x}; "
                                         "expected 1 to {} and a power of 2 up to 0x10000",
                                         queue, size, alignment, UINT16_MAX));
        }
        taken = {page, size | *power << alignment_shift};
    }
    taken_[queue] = taken;
    store(AMPSIM_RAM_QUEUE_TAKEN_PFN(queue), taken.page);
    store(AMPSIM_RAM_QUEUE_TAKEN_SIZE(queue), taken.size);
    store(AMPSIM_RAM_QUEUE_PFN, AMPSIM_RAM_CONFIG_ACKNOWLEDGED);
    doorbell_.ring(bits_.of_configuration(queues_));
}

void RamRegisters::clear_acknowledged() {
    const std::uint32_t acknowledged = load(AMPSIM_RAM_INTERRUPT_ACK);
    if (acknowledged != 0) {
        interrupt_status_ &= ~acknowledged;
        store(AMPSIM_RAM_INTERRUPT_STATUS, interrupt_status_);
        store(AMPSIM_RAM_INTERRUPT_ACK, 0);
    }
}

std::uint64_t RamRegisters::driver_features() {
    return load(AMPSIM_RAM_DRIVER_FEATURES);
}

std::optional<RingPlace> RamRegisters::queue(unsigned queue) {
    const Taken& taken = taken_.at(queue);
    if (taken.page == 0) {
        return std::nullopt;
    }
    const std::uint64_t alignment = 1ULL << (taken.size >> alignment_shift & 0x1fU);
    RingPlace place; // [VirtIO 1.2, 2.7.2]
    place.size = static_cast<std::uint16_t>(taken.size);
    place.descriptors = std::uint64_t{taken.page} * load(AMPSIM_RAM_GUEST_PAGE_SIZE);
    place.driver_area = place.descriptors + models::virtio::split_descriptors_size(place.size);
    const std::uint64_t end = place.driver_area + models::virtio::split_available_size(place.size);
    place.device_area = (end + alignment - 1) & ~(alignment - 1);
    return place;
}

void RamRegisters::reset_done() {
    const std::uint32_t resets = load(AMPSIM_RAM_RESETS);
    const std::uint32_t wanted = load(AMPSIM_RAM_RESETS_WANTED);
    const std::uint32_t now = wanted != resets ? wanted : resets + 1;
    forget_driver();
    store(AMPSIM_RAM_STATUS, 0);
    store(AMPSIM_RAM_RESETS_WANTED, now); // as the driver has written, or will
    store(AMPSIM_RAM_RESETS, now);
    doorbell_.ring(bits_.of_configuration(queues_));
}

void RamRegisters::need_reset() {
    needs_reset_ = true;
    store(AMPSIM_RAM_STATUS, status_ | status::needs_reset);
    interrupt(configuration_bit, bits_.of_configuration(queues_));
}

void RamRegisters::write_configuration(const Bytes& configuration) {
    const std::uint32_t generation = load(AMPSIM_RAM_CONFIG_GENERATION) & ~1U;
    store(AMPSIM_RAM_CONFIG_GENERATION, generation | 1U); // a driver that reads now reads again
    window_.write(base_ + AMPSIM_RAM_CONFIG, configuration.data(), configuration.size());
    store(AMPSIM_RAM_CONFIG_GENERATION, generation + 2);
}

void RamRegisters::change_configuration(const Bytes& configuration) {
    write_configuration(configuration);
    interrupt(configuration_bit, bits_.of_configuration(queues_));
}

void RamRegisters::used_buffers(std::uint32_t queues) {
    std::uint32_t bits = 0;
    for (unsigned queue = 0; queue < queues_; ++queue) {
        bits |= (queues >> queue & 1U) != 0 ? bits_.of_queue(queue) : 0;
    }
    interrupt(used_buffer_bit, bits);
}

void RamRegisters::interrupt(std::uint32_t status_bits, std::uint32_t doorbell_bits) {
    interrupt_status_ |= status_bits;
    store(AMPSIM_RAM_INTERRUPT_STATUS, interrupt_status_);
    doorbell_.ring(doorbell_bits);
}

} // namespace ampsim::pmm

// SPDX-License-Identifier: BSD-3-Clause
#include "tests/unit/pmm/fake_hardware.h"

#include "models/hvl/ampsim_doorbell.h"

#include <cstring>
#include <stdexcept>
#include <utility>

namespace ampsim::pmm::test {

std::uint32_t FakeDoorbell::load(std::uint32_t offset) {
    switch (offset) {
    case AMPSIM_DOORBELL_PENDING:
        return to_host_;
    case AMPSIM_DOORBELL_ENABLE:
        return enabled_;
    case AMPSIM_DOORBELL_LINES:
        return lines_;
    case AMPSIM_DOORBELL_MAGIC:
        return AMPSIM_DOORBELL_MAGIC_VALUE;
    default:
        throw std::logic_error("read of a register of the doorbell that there is not");
    }
}

void FakeDoorbell::store(std::uint32_t offset, std::uint32_t value) {
    switch (offset) {
    case AMPSIM_DOORBELL_RING:
        to_remote_ |= value;
        break;
    case AMPSIM_DOORBELL_CLEAR:
        to_host_ &= ~value;
        break;
    case AMPSIM_DOORBELL_ENABLE:
        enabled_ = value;
        break;
    default:
        throw std::logic_error("write to a register of the doorbell that there is not");
    }
}

bool FakeDoorbell::line(unsigned number) const {
    for (unsigned bit = number; bit < 32; bit += lines_)
        if ((to_host_ & enabled_ & 1U << bit) != 0)
            return true;
    return false;
}

namespace {

void set_half(std::uint64_t& number, bool high, std::uint32_t value) {
    const unsigned shift = high ? 32 : 0;
    number = (number & ~(0xffffffffULL << shift)) | std::uint64_t{value} << shift;
}

} // namespace

std::uint32_t FakeShim::load(std::uint32_t offset) {
    const Slot& slot = slots_.at(offset / AMPSIM_SHIM_DEVICE_SLOT);
    const std::uint32_t within = offset % AMPSIM_SHIM_DEVICE_SLOT;
    if (within >= AMPSIM_SHIM_CONFIG) {
        std::uint32_t word = 0;
        std::memcpy(&word, slot.configuration.data() + (within - AMPSIM_SHIM_CONFIG), 4);
        return word;
    }
    if (within >= AMPSIM_SHIM_QUEUE(0)) {
        const Queue& queue = slot.queues.at((within - AMPSIM_SHIM_QUEUE(0)) / 0x40);
        const std::uint32_t part = within % 0x40;
        if (part >= AMPSIM_SHIM_QUEUE_DESCRIPTORS_LOW)
            return static_cast<std::uint32_t>(queue.areas.at((part - 0x10) / 8) >>
                                              (part % 8 == 4 ? 32U : 0U));
        return part == AMPSIM_SHIM_QUEUE_SIZE_MAX ? queue.size_max
               : part == AMPSIM_SHIM_QUEUE_SIZE   ? queue.size
                                                  : queue.ready;
    }
    switch (within) {
    case AMPSIM_SHIM_MAGIC:
        return AMPSIM_SHIM_MAGIC_VALUE;
    case AMPSIM_SHIM_SLOTS:
        return AMPSIM_SHIM_MAX_SLOTS;
    case AMPSIM_SHIM_VERSION:
        return version_;
    case AMPSIM_SHIM_EVENTS:
        return slot.events;
    case AMPSIM_SHIM_NOTIFIED:
        return slot.notified;
    case AMPSIM_SHIM_STATUS:
        return slot.resetting ? 0 : slot.status;
    case AMPSIM_SHIM_DEVICE_ID:
        return slot.device_id;
    case AMPSIM_SHIM_DEVICE_FEATURES_LOW:
        return static_cast<std::uint32_t>(slot.device_features);
    case AMPSIM_SHIM_DEVICE_FEATURES_HIGH:
        return static_cast<std::uint32_t>(slot.device_features >> 32U);
    case AMPSIM_SHIM_DRIVER_FEATURES_LOW:
        return static_cast<std::uint32_t>(slot.driver_features);
    case AMPSIM_SHIM_DRIVER_FEATURES_HIGH:
        return static_cast<std::uint32_t>(slot.driver_features >> 32U);
    default:
        throw std::logic_error("read of a register of the shim that there is not");
    }
}

void FakeShim::store(std::uint32_t offset, std::uint32_t value) {
    Slot& slot = slots_.at(offset / AMPSIM_SHIM_DEVICE_SLOT);
    const std::uint32_t within = offset % AMPSIM_SHIM_DEVICE_SLOT;
    if (within >= AMPSIM_SHIM_CONFIG) {
        std::memcpy(slot.configuration.data() + (within - AMPSIM_SHIM_CONFIG), &value, 4);
        return;
    }
    if (within >= AMPSIM_SHIM_QUEUE(0)) {
        if (within % 0x40 == AMPSIM_SHIM_QUEUE_SIZE_MAX)
            slot.queues.at((within - AMPSIM_SHIM_QUEUE(0)) / 0x40).size_max = value;
        return;
    }
    switch (within) {
    case AMPSIM_SHIM_EVENTS:
        slot.events &= ~value;
        break;
    case AMPSIM_SHIM_NOTIFIED:
        slot.notified &= ~value;
        break;
    case AMPSIM_SHIM_ENABLE:
        slot.enabled = value;
        break;
    case AMPSIM_SHIM_STATUS:
        slot.status |= value & 0x40U;
        slot.interrupt_status |= (slot.status & 4U) != 0 ? 2 : 0;
        break;
    case AMPSIM_SHIM_RESET_DONE:
        slot.resetting = false;
        slot.status = 0;
        break;
    case AMPSIM_SHIM_DEVICE_ID:
        slot.device_id = value;
        break;
    case AMPSIM_SHIM_VENDOR_ID:
        slot.vendor = value;
        break;
    case AMPSIM_SHIM_DEVICE_FEATURES_LOW:
    case AMPSIM_SHIM_DEVICE_FEATURES_HIGH:
        set_half(slot.device_features, within == AMPSIM_SHIM_DEVICE_FEATURES_HIGH, value);
        break;
    case AMPSIM_SHIM_CONFIG_GENERATION:
        ++slot.generation;
        slot.interrupt_status |= 2;
        break;
    case AMPSIM_SHIM_INTERRUPT:
        slot.interrupt_status |= value;
        break;
    default:
        throw std::logic_error("write to a register of the shim that there is not");
    }
}

bool FakeShim::interrupt() const {
    for (const Slot& slot : slots_)
        if ((slot.events & slot.enabled) != 0 ||
            (slot.notified != 0 && (slot.enabled & AMPSIM_SHIM_ENABLE_NOTIFIED) != 0))
            return true;
    return false;
}

void FakeShim::write_status(unsigned number, std::uint32_t value) {
    Slot& slot = slots_.at(number);
    if (value == 0) {
        if (slot.status == 0)
            return;
        for (Queue& queue : slot.queues)
            queue = {queue.size_max, 0, false, {}};
        slot.driver_features = slot.interrupt_status = slot.notified = 0;
        slot.resetting = true;
        slot.events |= AMPSIM_SHIM_EVENT_RESET;
        return;
    }
    if ((value & 8U) != 0 && (slot.driver_features & ~slot.device_features) != 0)
        value &= ~8U;
    slot.status = value;
    slot.events |= AMPSIM_SHIM_EVENT_STATUS;
}

void FakeShim::write_features(unsigned slot, std::uint64_t features) {
    slots_.at(slot).driver_features = features;
}

void FakeShim::write_queue(unsigned slot, unsigned queue, const Queue& settings) {
    Queue& there = slots_.at(slot).queues.at(queue);
    const std::uint32_t size_max = there.size_max;
    there = settings;
    there.size_max = size_max;
    slots_.at(slot).events |= AMPSIM_SHIM_EVENT_QUEUE;
}

void FakeShim::notify(unsigned slot, unsigned queue) {
    slots_.at(slot).notified |= 1U << queue;
}

std::uint32_t FakeShim::take_interrupt(unsigned slot) {
    return std::exchange(slots_.at(slot).interrupt_status, 0);
}

} // namespace ampsim::pmm::test

// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/shim_registers.h"

#include "models/hvl/ampsim_virtio_shim.h"
#include "platforms/guests/linux/pmm/problem.h"

#include <boost/endian/conversion.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace ampsim::pmm {

namespace {

constexpr std::uint32_t vendor = 0x414d5053; // as the hub's devices have it
constexpr std::uint32_t used_buffer_bit = 1;
constexpr std::uint32_t all_events = AMPSIM_SHIM_EVENT_STATUS | AMPSIM_SHIM_EVENT_RESET |
                                     AMPSIM_SHIM_EVENT_QUEUE | AMPSIM_SHIM_EVENT_CONFIG;

std::uint32_t queue_register(unsigned queue, std::uint32_t offset) {
    return AMPSIM_SHIM_QUEUE(queue) + offset;
}

} // namespace

const std::uint32_t ShimRegisters::version_register = AMPSIM_SHIM_VERSION;

ShimRegisters::ShimRegisters(RegisterBlock& shim, unsigned slot, Doorbell* doorbell, Bits bits)
    : shim_(shim), base_(slot * AMPSIM_SHIM_DEVICE_SLOT), doorbell_(doorbell), bits_(bits) {
    const std::uint32_t magic = shim.load(AMPSIM_SHIM_MAGIC);
    if (magic != AMPSIM_SHIM_MAGIC_VALUE) {
        throw WrongInput(fmt::format("what should be the shim says {:#x}; expected {:#x}", magic,
                                     AMPSIM_SHIM_MAGIC_VALUE));
    }
    const std::uint32_t slots = shim.load(AMPSIM_SHIM_SLOTS);
    if (slot >= slots) {
        throw WrongInput(
            fmt::format("the shim has {} slots, and there is a device in slot {}", slots, slot));
    }
}

bool ShimRegisters::shows(const Identity& identity) {
    return load(AMPSIM_SHIM_DEVICE_ID) == identity.device_id &&
           load_pair(AMPSIM_SHIM_DEVICE_FEATURES_LOW) == identity.features &&
           load(queue_register(0, AMPSIM_SHIM_QUEUE_SIZE_MAX)) == identity.queue_size;
}

bool ShimRegisters::present(const Identity& identity) {
    queues_ = identity.queues;
    if (shows(identity)) {
        write_configuration(identity.configuration);
        return (status() & status::driver_ok) != 0;
    }
    store(AMPSIM_SHIM_DEVICE_ID, 0);
    store(AMPSIM_SHIM_VENDOR_ID, vendor);
    store(AMPSIM_SHIM_DEVICE_FEATURES_LOW, static_cast<std::uint32_t>(identity.features));
    store(AMPSIM_SHIM_DEVICE_FEATURES_HIGH, static_cast<std::uint32_t>(identity.features >> 32U));
    for (unsigned queue = 0; queue < AMPSIM_SHIM_MAX_QUEUES; ++queue) {
        store(queue_register(queue, AMPSIM_SHIM_QUEUE_SIZE_MAX),
              queue < identity.queues ? identity.queue_size : 0);
    }
    write_configuration(identity.configuration);
    store(AMPSIM_SHIM_DEVICE_ID, identity.device_id); // from here on a driver can find it
    if (status() != 0) {                              // it drives what is no longer there
        need_reset();
    }
    return false;
}

void ShimRegisters::enable(bool wants_notifications) {
    store(AMPSIM_SHIM_ENABLE, all_events | (wants_notifications ? AMPSIM_SHIM_ENABLE_NOTIFIED : 0));
}

Actions ShimRegisters::take_actions() {
    const std::uint32_t events = load(AMPSIM_SHIM_EVENTS);
    if (events != 0) {
        store(AMPSIM_SHIM_EVENTS, events);
    }
    Actions actions;
    actions.reset = (events & AMPSIM_SHIM_EVENT_RESET) != 0;
    actions.status = (events & AMPSIM_SHIM_EVENT_STATUS) != 0;
    actions.queues = (events & AMPSIM_SHIM_EVENT_QUEUE) != 0;
    if (!bits_.per_queue) { // else the doorbell says it
        actions.notified = load(AMPSIM_SHIM_NOTIFIED);
        if (actions.notified != 0) {
            store(AMPSIM_SHIM_NOTIFIED, actions.notified);
        }
    }
    return actions;
}

std::uint32_t ShimRegisters::status() {
    return load(AMPSIM_SHIM_STATUS) & ~status::needs_reset;
}

std::uint64_t ShimRegisters::driver_features() {
    return load_pair(AMPSIM_SHIM_DRIVER_FEATURES_LOW);
}

std::optional<RingPlace> ShimRegisters::queue(unsigned queue) {
    if (load(queue_register(queue, AMPSIM_SHIM_QUEUE_READY)) == 0) {
        return std::nullopt;
    }
    RingPlace place;
    // A size that is no number of 16 bits is no size either.
    const std::uint32_t size = load(queue_register(queue, AMPSIM_SHIM_QUEUE_SIZE));
    place.size = size > UINT16_MAX ? 0 : static_cast<std::uint16_t>(size);
    place.descriptors = load_pair(queue_register(queue, AMPSIM_SHIM_QUEUE_DESCRIPTORS_LOW));
    place.driver_area = load_pair(queue_register(queue, AMPSIM_SHIM_QUEUE_AVAILABLE_LOW));
    place.device_area = load_pair(queue_register(queue, AMPSIM_SHIM_QUEUE_USED_LOW));
    return place;
}

void ShimRegisters::queue_stopped(unsigned queue) {
    store(queue_register(queue, AMPSIM_SHIM_QUEUE_READY), 1);
}

void ShimRegisters::reset_done() {
    store(AMPSIM_SHIM_RESET_DONE, 1);
}

void ShimRegisters::need_reset() {
    store(AMPSIM_SHIM_STATUS, status::needs_reset); // interrupts the driver [VirtIO 1.2, 2.1.2]
}

void ShimRegisters::change_configuration(const Bytes& configuration) {
    write_configuration(configuration);
    store(AMPSIM_SHIM_CONFIG_GENERATION, 1);
}

void ShimRegisters::write_configuration(const Bytes& configuration) {
    for (std::uint32_t at = 0; at < configuration.size(); at += 4) {
        Bytes word(configuration.begin() + at,
                   configuration.begin() +
                       std::min<std::ptrdiff_t>(at + 4, std::ptrdiff_t(configuration.size())));
        word.resize(4);
        store(AMPSIM_SHIM_CONFIG + at, boost::endian::load_little_u32(word.data()));
    }
}

void ShimRegisters::used_buffers(std::uint32_t queues) {
    if (!bits_.per_queue) {
        store(AMPSIM_SHIM_INTERRUPT, used_buffer_bit);
        return;
    }
    std::uint32_t bits = 0;
    for (unsigned queue = 0; queue < queues_; ++queue) {
        bits |= (queues >> queue & 1U) != 0 ? bits_.of_queue(queue) : 0;
    }
    doorbell_->ring(bits);
}

} // namespace ampsim::pmm

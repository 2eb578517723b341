// SPDX-License-Identifier: BSD-3-Clause
#include "tests/unit/pmm/driver.h"

#include "models/hvl/ampsim_virtio_ram.h"
#include "models/virtio/split_ring.h"

#include <boost/endian/conversion.hpp>
#include <gtest/gtest.h>

#include <algorithm>

namespace ampsim::pmm::test {

using namespace boost::endian;

namespace {
constexpr std::uint32_t page = 4096;
constexpr std::uint32_t used_alignment = 64;
} // namespace

Driver::Driver(const Hardware& hardware, const DeviceLayout& layout, bool per_queue)
    : hardware_(hardware), layout_(layout), bits_{per_queue, layout.first_bit} {}

// --- The whole of it
// ------------------------------------------------------------------------------

void Driver::start(std::uint64_t features, std::uint16_t entries) {
    write_status(1);
    write_status(3);
    write_features(features | (hardware_.shim != nullptr ? 1ULL << 32U : 0));
    if (hardware_.shim != nullptr) {
        write_status(11);
        ASSERT_EQ(status(), 11);
    }
    for (unsigned queue = 0; queue < queues_of(layout_.kind); ++queue)
        set_queue(queue, ring_address(queue), entries);
    write_status(status() | 4U);
}

void Driver::reset() {
    if (hardware_.shim != nullptr) {
        write_status(0);
        ASSERT_EQ(status(), 0);
        return;
    }
    const std::uint32_t wanted = register_in_ram(AMPSIM_RAM_RESETS) + 1;
    set_register_in_ram(AMPSIM_RAM_STATUS, 0);
    set_register_in_ram(AMPSIM_RAM_RESETS_WANTED, wanted);
    ring_configuration();
    ASSERT_EQ(register_in_ram(AMPSIM_RAM_RESETS), wanted);
}

void Driver::add(unsigned queue, const Bytes& readable, std::uint32_t writable) {
    Ring& ring = rings_.at(queue);
    const auto parts = std::uint16_t((readable.empty() ? 0 : 1) + (writable == 0 ? 0 : 1));
    const auto head = std::uint16_t(ring.next_head % ring.entries);
    const auto second = std::uint16_t((head + 1) % ring.entries);
    ring.next_head = std::uint16_t(head + parts);
    constexpr std::uint64_t memory_end = 0x8000;
    if (next_memory_ + readable.size() + writable > memory_end)
        next_memory_ = 0;
    const std::uint64_t from = memory(next_memory_);
    next_memory_ += readable.size();
    const std::uint64_t to = memory(next_memory_);
    next_memory_ += writable;
    std::copy(readable.begin(), readable.end(), at(from));
    if (!readable.empty())
        describe(queue, head,
                 {from, std::uint32_t(readable.size()), writable == 0 ? std::uint16_t{0} : next,
                  second});
    if (writable != 0)
        describe(queue, readable.empty() ? head : second, {to, writable, write, 0});
    ring.written.resize(ring.entries);
    ring.written[head] = {to, writable};
    offer(queue, head);
}

void Driver::kick(unsigned queue) {
    if (hardware_.shim != nullptr && !bits_.per_queue)
        hardware_.shim->notify(layout_.slot, queue);
    else
        hardware_.doorbell->ring(bits_.of_queue(queue));
    hardware_.let_work();
}

bool Driver::has_used(unsigned queue) const {
    return used_index(queue) != rings_.at(queue).taken;
}

Bytes Driver::take(unsigned queue) {
    Ring& ring = rings_.at(queue);
    if (!has_used(queue)) {
        ADD_FAILURE() << "nothing came back in queue " << queue;
        return {};
    }
    const unsigned char* entry = at(ring.used + 4 + ring.taken++ % ring.entries * 8U);
    const Descriptor room = ring.written.at(load_little_u32(entry));
    const std::uint32_t length = load_little_u32(entry + 4);
    EXPECT_LE(length, room.length);
    return {at(room.address), at(room.address) + length};
}

bool Driver::interrupted() {
    const bool by_shim =
        hardware_.shim != nullptr && hardware_.shim->take_interrupt(layout_.slot) != 0;
    return hardware_.doorbell->take() != 0 || by_shim;
}

// --- Registers
// ------------------------------------------------------------------------------------

std::uint32_t Driver::register_in_ram(std::uint32_t offset) const {
    return load_little_u32(hardware_.window + slot_offset() + offset);
}

void Driver::set_register_in_ram(std::uint32_t offset, std::uint32_t value) {
    store_little_u32(hardware_.window + slot_offset() + offset, value);
}

void Driver::ring_configuration() {
    hardware_.doorbell->ring(bits_.of_configuration(queues_of(layout_.kind)));
    hardware_.let_work();
}

std::uint32_t Driver::status() const {
    return hardware_.shim != nullptr ? hardware_.shim->slot(layout_.slot).status
                                     : register_in_ram(AMPSIM_RAM_STATUS);
}

void Driver::write_status(std::uint32_t value) {
    if (hardware_.shim != nullptr) {
        hardware_.shim->write_status(layout_.slot, value);
        hardware_.let_work();
    } else {
        set_register_in_ram(AMPSIM_RAM_STATUS, value);
        ring_configuration();
    }
}

void Driver::write_features(std::uint64_t features) {
    if (hardware_.shim != nullptr)
        hardware_.shim->write_features(layout_.slot, features);
    else
        set_register_in_ram(AMPSIM_RAM_DRIVER_FEATURES, std::uint32_t(features));
}

void Driver::set_queue(unsigned queue, std::uint64_t address, std::uint16_t entries) {
    Ring& ring = rings_.at(queue);
    ring = {};
    ring.entries = entries;
    ring.descriptors = address;
    ring.available = address + models::virtio::split_descriptors_size(entries);
    const std::uint64_t end = ring.available + models::virtio::split_available_size(entries);
    ring.used = (end + used_alignment - 1) / used_alignment * used_alignment;
    if (hardware_.shim != nullptr) {
        hardware_.shim->write_queue(
            layout_.slot, queue, {0, entries, true, {ring.descriptors, ring.available, ring.used}});
        hardware_.let_work();
        return;
    }
    set_register_in_ram(AMPSIM_RAM_GUEST_PAGE_SIZE, page);
    set_register_in_ram(AMPSIM_RAM_QUEUE_SEL, queue);
    set_register_in_ram(AMPSIM_RAM_QUEUE_NUM, entries);
    set_register_in_ram(AMPSIM_RAM_QUEUE_ALIGN, used_alignment);
    set_register_in_ram(AMPSIM_RAM_QUEUE_PFN, std::uint32_t(address / page));
    ring_configuration();
}

std::uint32_t Driver::device_id() const {
    return hardware_.shim != nullptr ? hardware_.shim->slot(layout_.slot).device_id
                                     : register_in_ram(AMPSIM_RAM_DEVICE_ID);
}

std::uint64_t Driver::device_features() const {
    return hardware_.shim != nullptr ? hardware_.shim->slot(layout_.slot).device_features
                                     : register_in_ram(AMPSIM_RAM_DEVICE_FEATURES);
}

Bytes Driver::configuration(std::size_t size) const {
    const std::uint8_t* from = hardware_.shim != nullptr
                                   ? hardware_.shim->slot(layout_.slot).configuration.data()
                                   : hardware_.window + slot_offset() + AMPSIM_RAM_CONFIG;
    return {from, from + size};
}

// --- Rings
// ----------------------------------------------------------------------------------------

void Driver::describe(unsigned queue, std::uint16_t index, const Descriptor& descriptor) {
    unsigned char* to = at(rings_.at(queue).descriptors + index * 16U);
    store_little_u64(to, descriptor.address);
    store_little_u32(to + 8, descriptor.length);
    store_little_u16(to + 12, descriptor.flags);
    store_little_u16(to + 14, descriptor.next);
}

void Driver::offer(unsigned queue, std::uint16_t head) {
    const Ring& ring = rings_.at(queue);
    const std::uint16_t index = load_little_u16(at(ring.available + 2));
    store_little_u16(at(ring.available + 4 + index % ring.entries * 2U), head);
    set_available_index(queue, std::uint16_t(index + 1));
}

void Driver::set_available_index(unsigned queue, std::uint16_t index) {
    store_little_u16(at(rings_.at(queue).available + 2), index);
}

std::uint16_t Driver::used_index(unsigned queue) const {
    return load_little_u16(at(rings_.at(queue).used + 2));
}

bool Driver::notifications_wanted(unsigned queue) const {
    return load_little_u16(at(rings_.at(queue).used)) == 0;
}

void Driver::want_interrupts(unsigned queue, bool wanted) {
    store_little_u16(at(rings_.at(queue).available), wanted ? 0 : 1);
}

} // namespace ampsim::pmm::test

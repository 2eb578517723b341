// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scripted/programs/vring.h"

#include <fmt/format.h>

namespace ampsim::scripted {

namespace {

// Offsets and sizes [VirtIO 1.2, 2.7.5 to 2.7.8].
constexpr std::uint64_t descriptor_size = 16;
constexpr std::uint64_t length_offset = 8;
constexpr std::uint64_t flags_offset = 12;
constexpr std::uint64_t index_offset = 2; // of both rings; the flags are at 0
constexpr std::uint64_t entries_offset = 4;
constexpr std::uint64_t used_entry_size = 8;
constexpr std::uint16_t descriptor_next = 1;
constexpr std::uint16_t descriptor_write = 2;
constexpr std::uint16_t no_interrupt = 1; // and no_notify, in the used ring

std::uint64_t used_offset(std::uint16_t entries, std::uint32_t alignment) {
    const std::uint64_t end = descriptor_size * entries + entries_offset + 2 * (entries + 1ULL);
    return (end + alignment - 1) / alignment * alignment;
}

std::uint64_t available_entry(const Vring& ring, std::uint16_t index) {
    return ring.available + entries_offset + 2ULL * (index % ring.entries);
}

std::uint64_t used_entry(const Vring& ring, std::uint16_t index) {
    return ring.used + entries_offset + used_entry_size * (index % ring.entries);
}

} // namespace

Vring Vring::in_one_piece(std::uint64_t address, std::uint16_t entries, std::uint32_t alignment) {
    return {address, address + descriptor_size * entries, address + used_offset(entries, alignment),
            entries};
}

std::uint64_t Vring::size(std::uint16_t entries, std::uint32_t alignment) {
    return used_offset(entries, alignment) + entries_offset + used_entry_size * entries + 2;
}

// --- Driver --------------------------------------------------------------------------------------

void VringDriver::reset() {
    const auto zero = [this](std::uint64_t begin, std::uint64_t size) {
        for (std::uint64_t offset = 0; offset < size; offset += 2) {
            bus_.write(begin + offset, 0, 2);
        }
    };
    zero(ring_.descriptors, descriptor_size * ring_.entries);
    zero(ring_.available, entries_offset + 2ULL * ring_.entries);
    zero(ring_.used, entries_offset + used_entry_size * ring_.entries);
    next_available_ = last_used_ = 0;
}

void VringDriver::describe(const VringBuffer& buffer, bool device_writes,
                           std::optional<std::uint16_t> next) {
    const std::uint64_t descriptor = ring_.descriptors + descriptor_size * buffer.id;
    const auto flags = static_cast<std::uint16_t>((device_writes ? descriptor_write : 0) |
                                                  (next ? descriptor_next : 0));
    bus_.write(descriptor, buffer.address, 8);
    bus_.write(descriptor + length_offset, buffer.length, 4);
    bus_.write(descriptor + flags_offset, flags, 2);
    bus_.write(descriptor + flags_offset + 2, next.value_or(0), 2);
}

void VringDriver::offer(std::uint16_t id) {
    bus_.write(available_entry(ring_, next_available_), id, 2);
    bus_.write(ring_.available + index_offset, ++next_available_, 2);
}

void VringDriver::offer(const VringBuffer& buffer, bool device_writes) {
    describe(buffer, device_writes, std::nullopt);
    offer(buffer.id);
}

std::optional<VringBuffer> VringDriver::take_used() {
    if (bus_.read16(ring_.used + index_offset) == last_used_) {
        return std::nullopt;
    }
    const std::uint64_t entry = used_entry(ring_, last_used_++);
    VringBuffer buffer;
    const std::uint32_t id = bus_.read32(entry);
    buffer.length = bus_.read32(entry + 4);
    if (id >= ring_.entries) {
        throw SimulationError(
            fmt::format("the device used descriptor {} of a ring of {}", id, ring_.entries));
    }
    buffer.id = static_cast<std::uint16_t>(id);
    buffer.address = bus_.read(ring_.descriptors + descriptor_size * id, 8);
    return buffer;
}

void VringDriver::want_interrupts(bool wanted) {
    bus_.write(ring_.available, wanted ? 0 : no_interrupt, 2);
}

bool VringDriver::device_wants_notification() {
    return (bus_.read16(ring_.used) & no_interrupt) == 0;
}

// --- Device --------------------------------------------------------------------------------------

VringDevice::VringDevice(Bus& bus, const Vring& ring)
    : bus_(bus), ring_(ring), next_used_(bus.read16(ring.used + index_offset)),
      next_available_(next_used_) {}

bool VringDevice::is_renewed() {
    return bus_.read16(ring_.used + index_offset) != next_used_;
}

std::optional<VringBuffer> VringDevice::take_available() {
    const auto waiting =
        static_cast<std::uint16_t>(bus_.read16(ring_.available + index_offset) - next_available_);
    if (waiting == 0) {
        return std::nullopt;
    }
    if (waiting > ring_.entries) {
        throw SimulationError(fmt::format("the driver made {} entries of a ring of {} available",
                                          waiting, ring_.entries));
    }
    VringBuffer buffer;
    buffer.id = bus_.read16(available_entry(ring_, next_available_++));
    if (buffer.id >= ring_.entries) {
        throw SimulationError(fmt::format("the driver offered descriptor {} of a ring of {}",
                                          buffer.id, ring_.entries));
    }
    const std::uint64_t descriptor = ring_.descriptors + descriptor_size * buffer.id;
    buffer.address = bus_.read(descriptor, 8);
    buffer.length = bus_.read32(descriptor + length_offset);
    return buffer;
}

void VringDevice::put_used(std::uint16_t id, std::uint32_t length) {
    const std::uint64_t entry = used_entry(ring_, next_used_);
    bus_.write(entry, id, 4);
    bus_.write(entry + 4, length, 4);
    bus_.write(ring_.used + index_offset, ++next_used_, 2);
}

void VringDevice::want_notifications(bool wanted) {
    bus_.write(ring_.used, wanted ? 0 : no_interrupt, 2);
}

bool VringDevice::driver_wants_interrupt() {
    return (bus_.read16(ring_.available) & no_interrupt) == 0;
}

} // namespace ampsim::scripted

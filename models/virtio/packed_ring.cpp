// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/packed_ring.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace ampsim::models::virtio {

namespace {

constexpr std::uint16_t available_flag = 1U << 7U;
constexpr std::uint16_t used_flag = 1U << 15U;
constexpr std::uint16_t wrap_bit = 1U << 15U;

// Event suppression [2.8.14]: where, and whether.
constexpr std::uint16_t events_enabled = 0;
constexpr std::uint16_t events_disabled = 1;
constexpr std::uint16_t events_at_descriptor = 2; // with VIRTIO_F_EVENT_IDX only
constexpr std::uint16_t flags_mask = 3;

} // namespace

struct PackedRing::Descriptor {
    std::uint64_t address;
    std::uint32_t length;
    std::uint16_t id;
    std::uint16_t flags;
};

PackedRing::PackedRing(MemoryTransfers& memory, const RingPlace& place,
                       const RingFeatures& features)
    : memory_(memory), place_(place), features_(features) {}

PackedRing::Descriptor PackedRing::read_descriptor(std::uint64_t table, std::uint32_t index,
                                                   bool indirect) {
    std::array<std::uint8_t, descriptor_size> bytes{};
    memory_.read(table + index * descriptor_size, bytes.data(), bytes.size(),
                 name_of({index, indirect}));
    return {load_little_u64(bytes.data()), load_little_u32(bytes.data() + 8),
            load_little_u16(bytes.data() + 12), load_little_u16(bytes.data() + 14)};
}

bool PackedRing::is_available(const Descriptor& descriptor, bool wrap) const {
    return ((descriptor.flags & available_flag) != 0) == wrap &&
           ((descriptor.flags & used_flag) != 0) != wrap;
}

void PackedRing::advance(Position& position, std::uint16_t slots) const {
    const auto index = static_cast<std::uint32_t>(position.index + slots);
    if (index >= place_.size) {
        position.wrap = !position.wrap;
    }
    position.index = static_cast<std::uint16_t>(index % place_.size);
}

std::uint16_t PackedRing::encoded(const Position& position) {
    return static_cast<std::uint16_t>(position.index | (position.wrap ? wrap_bit : 0));
}

void PackedRing::read_table(Chain& chain, const Descriptor& indirect,
                            const DescriptorPlace& place) {
    if (!features_.indirect) {
        throw RingBroken(name_of(place) + " is an indirect one, which was not negotiated");
    }
    if ((indirect.flags & descriptor_flag::next) != 0) {
        throw RingBroken(name_of(place) + " is an indirect one and has a next one too");
    }
    const IndirectTable table =
        indirect_table(indirect.address, indirect.length,
                       std::max<std::uint32_t>(place_.size, longest_indirect_chain));
    for (std::uint32_t i = 0; i < table.entries; ++i) {
        const Descriptor descriptor = read_descriptor(table.address, i, true);
        // No other flag means anything there [2.8.8].
        add_segment(chain, {descriptor.address, descriptor.length},
                    (descriptor.flags & descriptor_flag::write) != 0, {i, true});
    }
}

std::optional<Chain> PackedRing::take() {
    Position position = available_;
    Descriptor descriptor = read_descriptor(place_.descriptors, position.index, false);
    if (!is_available(descriptor, position.wrap)) {
        return std::nullopt;
    }
    Chain chain;
    for (;;) {
        const DescriptorPlace place{position.index, false};
        ++chain.slots;
        if (outstanding_ + chain.slots > place_.size) {
            throw RingBroken(fmt::format("{} is one more in use than the ring's {} entries",
                                         name_of(place), place_.size));
        }
        advance(position, 1);
        if ((descriptor.flags & descriptor_flag::indirect) != 0) {
            read_table(chain, descriptor, place);
            break;
        }
        add_segment(chain, {descriptor.address, descriptor.length},
                    (descriptor.flags & descriptor_flag::write) != 0, place);
        if ((descriptor.flags & descriptor_flag::next) == 0) {
            break;
        }
        descriptor = read_descriptor(place_.descriptors, position.index, false);
    }
    chain.id = descriptor.id; // of the last one
    available_ = position;
    outstanding_ += chain.slots;
    return chain;
}

void PackedRing::give_back_together(const std::vector<Used>& buffers) {
    // The driver looks at the first of them: it is written last.
    std::vector<Position> places;
    Position next = used_;
    for (const Used& used : buffers) {
        places.push_back(next);
        advance(next, used.chain->slots);
        outstanding_ -= used.chain->slots;
    }
    for (std::size_t i = buffers.size(); i > 0; --i) {
        write_used(places[i - 1], buffers[i - 1]);
    }
    used_ = next;
}

void PackedRing::write_used(const Position& at, const Used& used) {
    std::array<std::uint8_t, descriptor_size> bytes{};
    const std::uint16_t owner = at.wrap ? available_flag | used_flag : 0;
    const std::uint16_t has_written = used.written > 0 ? descriptor_flag::write : 0;
    store_little_u32(bytes.data() + 8, used.written);
    store_little_u16(bytes.data() + 12, used.chain->id);
    store_little_u16(bytes.data() + 14, static_cast<std::uint16_t>(owner | has_written));
    // The address stays; the flags go with the rest: nobody looks in between.
    constexpr std::size_t from = 8;
    memory_.write(place_.descriptors + at.index * descriptor_size + from, bytes.data() + from,
                  bytes.size() - from, name_of({at.index, false}));
}

bool PackedRing::interrupt_wanted() {
    const Position before = std::exchange(reported_, used_);
    std::array<std::uint8_t, 4> bytes{};
    memory_.read(place_.driver_area, bytes.data(), bytes.size(), "driver event suppression");
    const auto flags = static_cast<std::uint16_t>(load_little_u16(bytes.data() + 2) & flags_mask);
    if (flags != events_at_descriptor || !features_.event_index) {
        return flags != events_disabled;
    }
    const std::uint16_t event = load_little_u16(bytes.data());
    // Positions before the wrap count from below.
    auto offset = static_cast<std::uint16_t>(event & ~wrap_bit);
    if (((event & wrap_bit) != 0) != used_.wrap) {
        offset = static_cast<std::uint16_t>(offset - place_.size);
    }
    const auto old =
        static_cast<std::uint16_t>(before.index - (before.wrap == used_.wrap ? 0 : place_.size));
    return has_passed(offset, used_.index, old);
}

void PackedRing::ask_for_notifications(bool wanted) {
    if (asked_ == wanted && !features_.event_index) {
        return;
    }
    if (asked_ == false && !wanted) {
        return;
    }
    std::array<std::uint8_t, 4> bytes{};
    store_little_u16(bytes.data(), encoded(available_));
    store_little_u16(bytes.data() + 2, !wanted                 ? events_disabled
                                       : features_.event_index ? events_at_descriptor
                                                               : events_enabled);
    memory_.write(place_.device_area, bytes.data(), bytes.size(), "device event suppression");
    asked_ = wanted;
}

} // namespace ampsim::models::virtio

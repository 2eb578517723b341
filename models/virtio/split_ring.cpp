// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/split_ring.h"

#include "models/virtio/descriptor.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace ampsim::models::virtio {

namespace {

constexpr std::uint16_t no_interrupt = 1; // of the available ring's flags
constexpr std::uint16_t no_notify = 1;    // of the used ring's flags
constexpr std::uint64_t flags_offset = 0;
constexpr std::uint64_t index_offset = 2;
constexpr std::uint64_t entries_offset = 4;
constexpr std::uint64_t available_entry = 2;
constexpr std::uint64_t used_entry = 8;

struct Descriptor {
    std::uint64_t address;
    std::uint32_t length;
    std::uint16_t flags;
    std::uint16_t next;
};

Descriptor read_descriptor(MemoryTransfers& memory, std::uint64_t table, std::uint32_t index,
                           bool indirect) {
    std::array<std::uint8_t, descriptor_size> bytes{};
    memory.read(table + index * descriptor_size, bytes.data(), bytes.size(),
                name_of({index, indirect}));
    return {load_little_u64(bytes.data()), load_little_u32(bytes.data() + 8),
            load_little_u16(bytes.data() + 12), load_little_u16(bytes.data() + 14)};
}

/// Follows a chain within one table.
class Walk {
public:
    Walk(MemoryTransfers& memory, std::uint16_t ring_size, const RingFeatures& features)
        : memory_(memory), ring_size_(ring_size), features_(features) {}

    Chain from(std::uint64_t table, std::uint16_t head) {
        Chain chain;
        chain.id = head;
        follow(chain, table, ring_size_, head, false);
        return chain;
    }

private:
    void follow(Chain& chain, std::uint64_t table, std::uint32_t entries, std::uint32_t index,
                bool indirect) {
        for (std::uint32_t seen = 0;; ++seen) {
            if (seen == entries) {
                throw RingBroken(fmt::format("the chain from descriptor {} is a loop", chain.id));
            }
            const Descriptor descriptor = read_descriptor(memory_, table, index, indirect);
            if ((descriptor.flags & descriptor_flag::indirect) != 0) {
                go_into_table(chain, descriptor, index, indirect);
                chain.slots = static_cast<std::uint16_t>(chain.slots + (indirect ? 0 : 1));
                return;
            }
            add_segment(chain, {descriptor.address, descriptor.length},
                        (descriptor.flags & descriptor_flag::write) != 0, {index, indirect});
            chain.slots = static_cast<std::uint16_t>(chain.slots + (indirect ? 0 : 1));
            if ((descriptor.flags & descriptor_flag::next) == 0) {
                return;
            }
            if (descriptor.next >= entries) {
                throw RingBroken(fmt::format("{} has {} as its next one, in a table of {}",
                                             name_of({index, indirect}), descriptor.next, entries));
            }
            index = descriptor.next;
        }
    }

    void go_into_table(Chain& chain, const Descriptor& descriptor, std::uint32_t index,
                       bool indirect) {
        const std::string name = name_of({index, indirect});
        if (!features_.indirect) {
            throw RingBroken(name + " is an indirect one, which was not negotiated");
        }
        if (indirect) {
            throw RingBroken(name + " is an indirect one itself");
        }
        if ((descriptor.flags & descriptor_flag::next) != 0) {
            throw RingBroken(name + " is an indirect one and has a next one too");
        }
        const IndirectTable inner =
            indirect_table(descriptor.address, descriptor.length,
                           std::max<std::uint32_t>(ring_size_, longest_indirect_chain));
        follow(chain, inner.address, inner.entries, 0, true);
    }

    MemoryTransfers& memory_;
    std::uint16_t ring_size_;
    const RingFeatures& features_;
};

} // namespace

std::uint64_t split_descriptors_size(std::uint16_t entries) {
    return descriptor_size * entries;
}

std::uint64_t split_available_size(std::uint16_t entries) {
    return 6 + available_entry * entries;
}

std::uint64_t split_used_size(std::uint16_t entries) {
    return 6 + used_entry * entries;
}

SplitRing::SplitRing(MemoryTransfers& memory, const RingPlace& place, const RingFeatures& features)
    : memory_(memory), place_(place), features_(features) {}

void SplitRing::resume() {
    next_used_ = read_word(place_.device_area + index_offset, "index of the used ring");
    next_available_ = reported_used_ = next_used_;
}

std::uint16_t SplitRing::read_word(std::uint64_t address, const char* what) {
    std::array<std::uint8_t, 2> bytes{};
    memory_.read(address, bytes.data(), bytes.size(), what);
    return load_little_u16(bytes.data());
}

void SplitRing::write_word(std::uint64_t address, std::uint16_t value, const char* what) {
    std::array<std::uint8_t, 2> bytes{};
    store_little_u16(bytes.data(), value);
    memory_.write(address, bytes.data(), bytes.size(), what);
}

std::optional<Chain> SplitRing::take() {
    const std::uint16_t available =
        read_word(place_.driver_area + index_offset, "index of the available ring");
    // Those that the device has not yet given back have an entry each.
    const auto outstanding = static_cast<std::uint16_t>(available - next_used_);
    const auto taken = static_cast<std::uint16_t>(next_available_ - next_used_);
    if (outstanding > place_.size || outstanding < taken) {
        throw RingBroken(fmt::format("the available ring's index went from {} to {}, while {} of "
                                     "its {} entries are in use",
                                     next_available_, available, taken, place_.size));
    }
    if (outstanding == taken) {
        return std::nullopt;
    }
    const std::uint64_t slot = next_available_ % place_.size;
    const std::uint16_t head =
        read_word(place_.driver_area + entries_offset + slot * available_entry,
                  "entry of the available ring");
    if (head >= place_.size) {
        throw RingBroken(fmt::format("entry {} of the available ring names descriptor {} of {}",
                                     slot, head, place_.size));
    }
    Chain chain = Walk(memory_, place_.size, features_).from(place_.descriptors, head);
    ++next_available_;
    return chain;
}

void SplitRing::give_back_together(const std::vector<Used>& buffers) {
    for (const Used& used : buffers) {
        std::array<std::uint8_t, used_entry> bytes{};
        store_little_u32(bytes.data(), used.chain->id);
        store_little_u32(bytes.data() + 4, used.written);
        const std::uint64_t slot = next_used_ % place_.size;
        memory_.write(place_.device_area + entries_offset + slot * used_entry, bytes.data(),
                      bytes.size(), "entry of the used ring");
        ++next_used_;
    }
    write_word(place_.device_area + index_offset, next_used_, "index of the used ring");
}

bool SplitRing::interrupt_wanted() {
    const std::uint16_t before = std::exchange(reported_used_, next_used_);
    if (!features_.event_index) {
        const std::uint16_t flags =
            read_word(place_.driver_area + flags_offset, "flags of the available ring");
        return (flags & no_interrupt) == 0;
    }
    const std::uint64_t used_event = entries_offset + available_entry * place_.size;
    return has_passed(read_word(place_.driver_area + used_event, "used_event"), next_used_, before);
}

void SplitRing::ask_for_notifications(bool wanted) {
    if (features_.event_index) {
        // The driver notifies when it passes this index: one that it has passed silences it.
        if (wanted) {
            const std::uint64_t available_event = entries_offset + used_entry * place_.size;
            write_word(place_.device_area + available_event, next_available_, "avail_event");
        }
        return;
    }
    if (asked_ != wanted) {
        write_word(place_.device_area + flags_offset, wanted ? 0 : no_notify,
                   "flags of the used ring");
        asked_ = wanted;
    }
}

} // namespace ampsim::models::virtio

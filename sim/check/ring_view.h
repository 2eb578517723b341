// SPDX-License-Identifier: BSD-3-Clause
//
// A split virtqueue in memory, as somebody who is neither driver nor device sees it [VirtIO 1.2,
// 2.7.2; the legacy layout, in which the used ring is aligned].
#pragma once

#include "sim/check/checker.h"

#include <cstdint>
#include <optional>

namespace ampsim::check {

struct RingLayout {
    std::uint64_t address = 0;
    std::uint32_t entries = 0;   ///< a power of 2
    std::uint32_t alignment = 0; ///< of the used ring; a power of 2

    std::uint64_t available() const { return address + 16ULL * entries; }
    std::uint64_t used() const;
    std::uint64_t end_of_available() const { return available() + 6 + 2ULL * entries; }
    bool is_possible() const;
    bool operator==(const RingLayout& other) const {
        return address == other.address && entries == other.entries && alignment == other.alignment;
    }
};

/// Flags and index of one half of a ring.
struct RingHalf {
    std::uint16_t flags = 0;
    std::uint16_t index = 0;
};

struct RingState {
    RingHalf available; ///< written by the driver
    RingHalf used;      ///< written by the device
};

struct RingBuffer {
    std::uint64_t address = 0;
    std::uint32_t length = 0;
};

/// Nothing when it is not all in memory.
std::optional<RingState> read_ring(MemoryView& memory, const RingLayout& layout);
std::optional<RingHalf> read_half(MemoryView& memory, std::uint64_t address);
/// Number of the descriptor that entry `index` of the available ring names.
std::optional<std::uint16_t> read_available(MemoryView& memory, const RingLayout& layout,
                                            std::uint16_t index);
std::optional<RingBuffer> read_descriptor(MemoryView& memory, const RingLayout& layout,
                                          std::uint16_t descriptor);

} // namespace ampsim::check

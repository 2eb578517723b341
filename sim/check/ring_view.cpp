// SPDX-License-Identifier: BSD-3-Clause
#include "sim/check/ring_view.h"

#include <boost/endian/conversion.hpp>

#include <array>

namespace ampsim::check {

namespace {

constexpr std::uint32_t most_entries = 32768;
constexpr std::uint32_t largest_alignment = 65536;

bool is_power_of_2(std::uint32_t number) {
    return number != 0 && (number & (number - 1)) == 0;
}

template <typename Integer>
std::optional<Integer> read_number(MemoryView& memory, std::uint64_t address) {
    std::array<unsigned char, sizeof(Integer)> bytes{};
    if (!memory.read(address, bytes.data(), bytes.size())) {
        return std::nullopt;
    }
    return boost::endian::endian_load<Integer, sizeof(Integer), boost::endian::order::little>(
        bytes.data());
}

} // namespace

std::uint64_t RingLayout::used() const {
    // Aligned relative to the ring, whose own address is a page's.
    return address + (end_of_available() - address + alignment - 1) / alignment * alignment;
}

bool RingLayout::is_possible() const {
    return is_power_of_2(entries) && entries <= most_entries && is_power_of_2(alignment) &&
           alignment <= largest_alignment;
}

std::optional<RingHalf> read_half(MemoryView& memory, std::uint64_t address) {
    const auto both = read_number<std::uint32_t>(memory, address);
    if (!both) {
        return std::nullopt;
    }
    return RingHalf{static_cast<std::uint16_t>(*both & 0xffffU),
                    static_cast<std::uint16_t>(*both >> 16U)};
}

std::optional<RingState> read_ring(MemoryView& memory, const RingLayout& layout) {
    const auto available = read_half(memory, layout.available());
    const auto used = read_half(memory, layout.used());
    if (!available || !used) {
        return std::nullopt;
    }
    return RingState{*available, *used};
}

std::optional<std::uint16_t> read_available(MemoryView& memory, const RingLayout& layout,
                                            std::uint16_t index) {
    return read_number<std::uint16_t>(memory,
                                      layout.available() + 4 + 2ULL * (index % layout.entries));
}

std::optional<RingBuffer> read_descriptor(MemoryView& memory, const RingLayout& layout,
                                          std::uint16_t descriptor) {
    const std::uint64_t at = layout.address + 16ULL * descriptor;
    const auto address = read_number<std::uint64_t>(memory, at);
    const auto length = read_number<std::uint32_t>(memory, at + 8);
    if (!address || !length) {
        return std::nullopt;
    }
    return RingBuffer{*address, *length};
}

} // namespace ampsim::check

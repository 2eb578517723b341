// SPDX-License-Identifier: BSD-3-Clause
//
// Values of 64 bits that two registers of 32 bits show, the low half and the high one.
#pragma once

#include <cstdint>

namespace ampsim::models {

inline std::uint32_t low(std::uint64_t value) {
    return static_cast<std::uint32_t>(value);
}
inline std::uint32_t high(std::uint64_t value) {
    return static_cast<std::uint32_t>(value >> 32U);
}
/// The value with other bits in one half.
inline std::uint64_t with_low(std::uint64_t value, std::uint32_t bits) {
    return (value & ~std::uint64_t{0xffff'ffff}) | bits;
}
inline std::uint64_t with_high(std::uint64_t value, std::uint32_t bits) {
    return (value & 0xffff'ffff) | static_cast<std::uint64_t>(bits) << 32U;
}

} // namespace ampsim::models

// SPDX-License-Identifier: BSD-3-Clause
//
// Ranges of addresses: as text, and how two of them lie to each other.
#pragma once

#include "sim/platform/platform.h"

#include <string>

namespace ampsim::platform {

inline constexpr std::uint64_t page_size = 4096; ///< the least that QEMU can map

std::string range_text(const Range& range); ///< "0x30aa0000-0x30aaffff"

/// Neither empty nor past the end of 64-bit addresses.
inline bool is_valid(const Range& range) {
    return range.size != 0 && range.address + (range.size - 1) >= range.address;
}

inline bool overlap(const Range& a, const Range& b) {
    return a.address <= b.address + (b.size - 1) && b.address <= a.address + (a.size - 1);
}

inline bool contains(const Range& outer, const Range& inner) {
    return inner.address >= outer.address && inner.size <= outer.size &&
           inner.address - outer.address <= outer.size - inner.size;
}

} // namespace ampsim::platform

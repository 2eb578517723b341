// SPDX-License-Identifier: BSD-3-Clause
//
// Durations as people write them: "57.3 µs". Files keep integer nanoseconds; this is for screens
// and messages.
#pragma once

#include "sim/time/virtual_time.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace ampsim::measure {

/// Three or four significant digits with the unit that fits: "850 ns", "57.3 µs", "1.204 s".
std::string human_duration(VirtualTime duration, unsigned significant_digits = 3);

/// Every digit, ASCII only: 57316 ns is "57.316 us".
std::string exact_duration(VirtualTime duration);

/// "12,345,678".
std::string grouped(std::uint64_t number);

/// Power of ten that turns a unit into nanoseconds: "ns" 0, "us" or "µs" 3, "ms" 6, "s" 9; -1 for
/// anything else.
int nanosecond_exponent(std::string_view unit);

} // namespace ampsim::measure

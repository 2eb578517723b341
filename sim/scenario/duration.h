// SPDX-License-Identifier: BSD-3-Clause
//
// Durations as scenarios write them: a number and its unit, exact to the nanosecond.
#pragma once

#include "sim/time/virtual_time.h"

#include <string_view>

namespace ampsim::scenario {

/// "60 s", "1.5 ms", "20 us", "250 ns" (with or without the space). Throws InputError that says
/// what was expected when the unit is missing, or when the value is negative, not a whole number of
/// nanoseconds, or above 292 years.
VirtualTime parse_duration(std::string_view text);

} // namespace ampsim::scenario

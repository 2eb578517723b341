// SPDX-License-Identifier: BSD-3-Clause
//
// The values of a range, from one end to the other. Whole-number arithmetic: the same values on
// every machine.
#pragma once

#include "sim/measure/quantity.h"

#include <vector>

namespace ampsim::scenario {

enum class Scale { linear, logarithmic };

constexpr std::size_t most_points = 256;

/// `points` values from `from` to `to`, both ends among them; rounded to the nearest whole number
/// of the base unit, and of numbers to as many decimals as the ends have. Values that are equal
/// after that are there once. Throws InputError when the ends are of two dimensions or equal, for a
/// number of points that is not 2 to 256, and for a logarithmic range that does not lie above 0.
std::vector<measure::Quantity> range(const measure::Quantity& from, const measure::Quantity& to,
                                     std::size_t points, Scale scale);

} // namespace ampsim::scenario

// SPDX-License-Identifier: BSD-3-Clause
//
// How often a span or a hop took how long, as rows of bars.
#pragma once

#include "sim/measure/span.h"
#include "sim/measure/text_layout.h"

#include <cstddef>
#include <string>
#include <vector>

namespace ampsim::measure {

/// Rows of equal width (1, 2 or 5 times a power of ten) from the 1st to the 99th percentile, some
/// ten of them; what is below and what is above has a row each. Empty when the durations do not
/// differ.
std::string histogram_text(const std::string& name, std::vector<VirtualTime> durations,
                           std::size_t width, const Palette& palette);

/// Durations of what a name means: "SPAN", or "SPAN.hop[HOP]" as in expectations. Throws InputError
/// with a suggestion when there is none.
std::vector<VirtualTime> durations_of(const std::string& name, const std::vector<SpanSet>& sets);

} // namespace ampsim::measure

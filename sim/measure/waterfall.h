// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "sim/measure/result.h"

#include <string>
#include <vector>

namespace ampsim::measure {

/// The waterfall (result.h) with the histograms of these spans and hops, named as in
/// histogram_text.h; none: of the first span whose durations differ.
std::string waterfall(const Result& result, unsigned width, bool colour,
                      const std::vector<std::string>& histograms);

} // namespace ampsim::measure

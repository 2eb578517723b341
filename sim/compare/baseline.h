// SPDX-License-Identifier: BSD-3-Clause
//
// A baseline: the figures of one run in a small file that is committed, and reviewed when it
// changes. It holds nothing of the host.
#pragma once

#include "sim/compare/figures.h"

#include <string>
#include <vector>

namespace ampsim::compare {

/// A line for each span and each hop, so that a diff shows what moved. `counters`: which of them
/// are guarded as well; a name may end in '*'. Throws InputError when there is no such counter, or
/// when the run failed.
std::string to_baseline(const Figures& figures, const std::vector<std::string>& counters);

} // namespace ampsim::compare

// SPDX-License-Identifier: BSD-3-Clause
//
// What the figures of a report came from, and how exact they are: lines of (label, text).
#pragma once

#include "sim/report/reader.h"

#include <string>
#include <utility>
#include <vector>

namespace ampsim::report {

using Provenance = std::vector<std::pair<std::string, std::string>>;

/// Of a run, from its result.json and manifest.json: the command that makes it again, versions,
/// inputs, how time was kept, what may be late, what of the host came in.
Provenance provenance_of_run(const Value& result, const Value& manifest);

/// Of a sweep, without what its points have in common.
Provenance provenance_of_sweep(const Value& sweep);

/// Of a comparison: whether a difference is a difference.
Provenance provenance_of_comparison(const Value& comparison);

/// One word of a command line, quoted for a shell where it must be.
std::string shell_word(const std::string& word);

} // namespace ampsim::report

// SPDX-License-Identifier: BSD-3-Clause
//
// What `ampsim run` and `ampsim replay` have in common: a scenario is simulated, and what was found
// is written, printed and judged.
#pragma once

#include "sim/cli/context.h"
#include "sim/cli/guard.h"

#include <string>
#include <vector>

namespace ampsim::cli {

/// What is made of a run besides its files.
struct Wanted {
    bool summary = true; ///< and a live line while it runs
    bool report = true;
    std::vector<std::string> histograms = {}; ///< of spans and hops; empty: of the first span
};

/// Returns an ExitStatus; `sets`: the flags, for the manifest. Throws InputError and
/// SimulationError for what ends it before there is a result.
int carry_out(const scenario::Scenario& scenario, const std::vector<std::string>& sets,
              hub::RunOptions options, const Wanted& wanted, Guard& guard, const Context& context);

} // namespace ampsim::cli

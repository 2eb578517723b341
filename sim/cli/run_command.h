// SPDX-License-Identifier: BSD-3-Clause
//
// `ampsim run`: a scenario file in, a directory of results and a waterfall out.
#pragma once

#include "sim/cli/context.h"

#include <string>
#include <vector>

namespace ampsim::cli {

struct RunArguments {
    std::string scenario;
    std::vector<std::string> sets;
    std::string out; ///< empty: results/NAME
    std::string cpu; ///< empty: as the scenario says
    std::string snapshots = "results/snapshots";
    bool no_snapshot = false;
    bool record = false;
    bool quiet = false;
};

/// Returns an ExitStatus. Throws InputError and SimulationError for what ends it before there is a
/// result.
int run_scenario(const RunArguments& arguments, const Context& context);

} // namespace ampsim::cli

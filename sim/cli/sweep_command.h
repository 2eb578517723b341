// SPDX-License-Identifier: BSD-3-Clause
//
// `ampsim sweep`: one scenario at many points, side by side; a table of what was found.
#pragma once

#include "sim/cli/context.h"

#include <string>
#include <vector>

namespace ampsim::cli {

struct SweepArguments {
    std::string scenario;
    std::vector<std::string> sets;
    std::vector<std::string> then;
    std::vector<std::string> axes; ///< KEY=V1,V2,... or KEY=FROM..TO:N[:log]
    std::string until;             ///< an expectation; empty: the whole grid
    std::string resolution;        ///< of `until`; empty: 1 ns, or 1
    std::string out;               ///< empty: results/NAME-sweep
    std::string snapshots = "results/snapshots";
    bool no_snapshot = false;
    std::size_t jobs = 0; ///< 0: as many as there are CPUs; of Slurm, no limit
    std::string executor = "local";
    bool no_report = false;
    bool quiet = false;
};

/// Returns an ExitStatus. Throws InputError and SimulationError for what ends it before there is a
/// table.
int run_sweep(const SweepArguments& arguments, const Context& context);

} // namespace ampsim::cli

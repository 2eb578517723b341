// SPDX-License-Identifier: BSD-3-Clause
//
// `ampsim run`: a scenario file in, a directory of results and a waterfall out. `ampsim replay`:
// the same with what was recorded in the place of the nodes.
#pragma once

#include "sim/cli/context.h"
#include "sim/cli/guard.h"

#include <string>
#include <vector>

namespace ampsim::cli {

struct RunArguments {
    std::string scenario;
    std::vector<std::string> sets;
    std::vector<std::string> then; ///< [snapshot] then, added to it
    std::string out;               ///< empty: results/NAME
    std::string cpu;               ///< empty: as the scenario says
    std::string snapshots = "results/snapshots";
    bool no_snapshot = false;
    bool record = false;
    bool no_report = false;
    std::vector<std::string> histograms; ///< of spans and hops; empty: of the first span
    bool quiet = false;
    GuardArguments guard;
};

struct ReplayArguments {
    std::string recorded;          ///< directory of a run with --record
    std::string scenario;          ///< empty: the run's own
    std::vector<std::string> sets; ///< on top of the run's own
    std::string out;               ///< empty: results/NAME-replay
    bool quiet = false;
};

// Each returns an ExitStatus. Throws InputError and SimulationError for what ends it before there
// is a result.

int run_scenario(const RunArguments& arguments, const Context& context);

/// The hub against recorded nodes, without their QEMUs.
int replay_run(const ReplayArguments& arguments, const Context& context);

} // namespace ampsim::cli

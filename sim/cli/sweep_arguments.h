// SPDX-License-Identifier: BSD-3-Clause
//
// What `ampsim sweep` is asked, on its command line and in the scenario's [sweep].
#pragma once

#include "sim/scenario/scenario.h"
#include "sim/sweep/findings.h"

#include <cstddef>
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

/// The scenario with the axes of the command line in the place of its own. Throws InputError, also
/// when there are none; a complaint about an axis names the flag that was given.
scenario::Scenario load_sweep(const SweepArguments& arguments);

/// The columns of the table: those that the scenario asks for, or the usual ones. Throws
/// InputError for a figure that cannot be.
std::vector<sweep::FigureColumn> figures_of(const scenario::Scenario& scenario);

} // namespace ampsim::cli

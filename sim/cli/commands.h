// SPDX-License-Identifier: BSD-3-Clause
//
// The commands of `ampsim`. Each describes its flags and does its work in a file of its own,
// NAME_command.cpp; the command line has only to know that it is there.
#pragma once

#include "sim/cli/context.h"

#include <functional>

namespace CLI {
class App;
} // namespace CLI

namespace ampsim::cli {

struct Command {
    const CLI::App* flags; ///< parsed when this is the command that was given
    /// Returns an ExitStatus. Throws InputError, and SimulationError for what ends it before there
    /// is a result.
    std::function<int(const Context&)> run;
};

// Each adds its name and its flags to `app`, which must live as long as the command.

Command add_run(CLI::App& app);       ///< a scenario in; a directory of results, a waterfall out
Command add_sweep(CLI::App& app);     ///< one scenario at many points, side by side
Command add_replay(CLI::App& app);    ///< the hub against recorded nodes, without their QEMUs
Command add_node(CLI::App& app);      ///< a scripted node, for a hub in another process
Command add_platform(CLI::App& app);  ///< what a System Device Tree means
Command add_link(CLI::App& app);      ///< what is in recorded links
Command add_compare(CLI::App& app);   ///< what moved between two runs
Command add_baseline(CLI::App& app);  ///< the file to hold runs against
Command add_trace(CLI::App& app);     ///< what happened, as text
Command add_footprint(CLI::App& app); ///< flash, RAM and shared memory of firmware, by its parts
Command add_schema(CLI::App& app);    ///< what scenario files may say, for editors
Command add_report(CLI::App& app);    ///< report.html of what is on disk
Command add_doctor(CLI::App& app);    ///< is everything here that a run needs?

} // namespace ampsim::cli

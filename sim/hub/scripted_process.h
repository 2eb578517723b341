// SPDX-License-Identifier: BSD-3-Clause
//
// `ampsim node`: a scripted node in a process of its own, at the far end of a link to the hub. It
// reads the same scenario as the hub, so nothing about the node is said twice. The hub starts it
// (run_in = "process").
#pragma once

#include <map>
#include <string>
#include <vector>

namespace ampsim::hub {

struct ScriptedProcess {
    std::string scenario; ///< file
    std::string node;
    std::string link; ///< "fd:5", or where the hub listens: "unix:PATH", "tcp:HOST:PORT"
    std::map<std::string, std::string> memories; ///< label of a direct memory -> file descriptor
    std::string console_log;                     ///< file; empty: nothing is logged
    std::vector<std::string> sets;
};

/// Runs it until the hub says that the simulation is over. Throws InputError and SimulationError.
void run_scripted_process(const ScriptedProcess& process);

} // namespace ampsim::hub

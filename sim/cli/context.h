// SPDX-License-Identifier: BSD-3-Clause
//
// What the commands have to do with the world: where they write, and what runs a scenario.
#pragma once

#include "sim/cli/terminal.h"
#include "sim/hub/inputs.h"
#include "sim/hub/run.h"
#include "sim/hub/scripted_process.h"

#include <functional>
#include <iosfwd>

namespace ampsim::cli {

struct Context {
    std::ostream& out; ///< results
    std::ostream& err; ///< progress and errors
    Terminal out_terminal;
    Terminal err_terminal;
    std::function<hub::Run(const scenario::Scenario&, const hub::RunOptions&)>
        simulate;                                                   ///< hub::run
    std::function<void(const hub::ScriptedProcess&)> run_node = {}; ///< hub::run_scripted_process
    std::function<hub::RunIdentity(const scenario::Scenario&, hub::FileHashes&)> identify =
        {}; ///< hub::identify
    std::function<bool(const std::string& directory, const std::string& scenario,
                       const std::string& key)>
        has_snapshot = {}; ///< hub::has_snapshot
    std::function<bool(const platform::Platform&, const std::string& label,
                       const std::string& property)>
        can_change_later = {}; ///< hub::can_change_later
};

} // namespace ampsim::cli

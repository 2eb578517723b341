// SPDX-License-Identifier: BSD-3-Clause
//
// `ampsim doctor`: is everything here that a run needs, and if not, which command puts it right?
#pragma once

#include "sim/cli/context.h"

#include <filesystem>
#include <string>
#include <vector>

namespace ampsim::cli {

/// One thing that was looked at.
struct Finding {
    std::string what; ///< "QEMU"
    bool ok = false;
    std::string detail; ///< what was found, or what is wrong
    std::string fix;    ///< a command; empty when ok
};

Finding check_qemu();
Finding check_plugin(
    const std::vector<std::filesystem::path>& candidates); ///< where the plugin may be, best first
Finding check_systemc();
Finding check_packages(const std::vector<std::string>& packages);
Finding check_guests();
Finding check_shared_memory();
Finding check_sockets();
Finding check_cpus();

/// Prints every finding. Returns all_hold or bad_input.
int report(const std::vector<Finding>& findings, const Context& context);

} // namespace ampsim::cli

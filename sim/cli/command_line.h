// SPDX-License-Identifier: BSD-3-Clause
//
// The command line of `ampsim`: which command, with which arguments, and the exit status that it
// ends with.
#pragma once

#include "sim/cli/context.h"

#include <string>
#include <vector>

namespace ampsim::cli {

/// Runs a command; `arguments` without the program's name. Returns an ExitStatus; errors are
/// printed on `context.err`.
int run_command_line(const std::vector<std::string>& arguments, const Context& context);

} // namespace ampsim::cli

// SPDX-License-Identifier: BSD-3-Clause
//
// `ampsim node`.
#pragma once

#include "sim/cli/context.h"

#include <string>
#include <vector>

namespace ampsim::cli {

struct NodeArguments {
    std::string scenario;
    std::string node;
    std::string link;
    std::vector<std::string> memories; ///< "LABEL=DESCRIPTOR"
    std::string console;
    std::vector<std::string> sets;
};

/// Returns the exit status; throws InputError and SimulationError.
int run_node(const NodeArguments& arguments, const Context& context);

} // namespace ampsim::cli

// SPDX-License-Identifier: BSD-3-Clause
//
// What a scripted node runs: a registered program with its parameters, or steps written down in the
// scenario.
#pragma once

#include "sim/scenario/parameters.h"
#include "sim/scenario/table.h"
#include "sim/scripted/program.h"

#include <optional>

namespace ampsim::scenario {

/// Keys `program`, `parameters` and `steps` of [nodes.NAME]; none when there is none of them.
/// "parameters.NAME" in a value stands for that parameter of the scenario. Throws InputError at the
/// place of what is wrong.
std::optional<scripted::Program> read_program(Table& node, const Parameters& parameters);

} // namespace ampsim::scenario

// SPDX-License-Identifier: BSD-3-Clause
//
// [nodes.NAME]: what runs on a node.
#pragma once

#include "sim/scenario/parameters.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/table.h"

namespace ampsim::scenario {

/// Throws InputError at the place of what is wrong.
NodeSettings read_node(Table table, const Parameters& parameters);

} // namespace ampsim::scenario

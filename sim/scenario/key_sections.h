// SPDX-License-Identifier: BSD-3-Clause
//
// The parts of the table of keys (keys.h), a file each.
#pragma once

#include "sim/scenario/keys.h"

#include <vector>

namespace ampsim::scenario {

std::vector<Section> scenario_sections();   ///< the top level, when it ends, how time is granted
std::vector<Section> node_sections();       ///< [nodes.NAME]
std::vector<Section> experiment_sections(); ///< what is varied: parameters, variants, sweeps

} // namespace ampsim::scenario

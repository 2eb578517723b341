// SPDX-License-Identifier: BSD-3-Clause
//
// How a scenario runs: when it ends, how its nodes are granted time, what is watched.
#pragma once

#include "sim/scenario/scenario.h"
#include "sim/scenario/table.h"

namespace ampsim::scenario {

// All throw InputError at the place of what is wrong.
End read_end(Table table);
TimeSettings read_time(Table table);
CheckSettings read_checks(Table table);

} // namespace ampsim::scenario

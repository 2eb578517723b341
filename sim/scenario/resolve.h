// SPDX-License-Identifier: BSD-3-Clause
//
// The second half of reading a scenario: held against its platform, with defaults filled in and
// every file found.
#pragma once

#include "sim/scenario/document.h"
#include "sim/scenario/scenario.h"

namespace ampsim::scenario {

/// Gives every node of the platform its settings, makes all paths absolute, and puts the parameters
/// at the top of every script. Throws InputError for a node that the platform does not have, for a
/// setting that does not fit what runs on a node, and for a file that is not there.
void resolve(Scenario& scenario, const Document& document, const platform::Platform& platform);

} // namespace ampsim::scenario

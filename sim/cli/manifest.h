// SPDX-License-Identifier: BSD-3-Clause
//
// manifest.json: everything that a run was made from, so that it can be made again. All but its
// section "host" is the same for the same inputs.
#pragma once

#include "sim/hub/run.h"
#include "sim/scenario/scenario.h"

#include <string>
#include <vector>

namespace ampsim::cli {

std::string manifest_json(const scenario::Scenario& scenario, const std::vector<std::string>& sets,
                          const hub::Run& run);

} // namespace ampsim::cli

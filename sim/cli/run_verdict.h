// SPDX-License-Identifier: BSD-3-Clause
//
// What a run that is over means to the shell and to a CI system.
#pragma once

#include "sim/cli/context.h"
#include "sim/cli/exit_status.h"
#include "sim/time/virtual_time.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ampsim::cli {

/// What took effect later than time.skew_limit allows: (node, what is wrong).
std::vector<std::pair<std::string, std::string>>
too_late(const measure::Result& result, const std::optional<VirtualTime>& skew_limit);

/// The exit status; says on `err` what is wrong. `mistakes`: expectations that could not be
/// evaluated.
ExitStatus judge(const hub::Run& run, const std::vector<std::string>& mistakes,
                 const std::optional<VirtualTime>& skew_limit, const Context& context);

} // namespace ampsim::cli

// SPDX-License-Identifier: BSD-3-Clause
//
// A platform as a drawing needs it: the boxes (nodes, devices, memories) and the arrows between
// them, with the latencies that were simulated.
#pragma once

#include "sim/hub/device_timing.h"
#include "sim/platform/platform.h"

#include <nlohmann/json.hpp>

#include <vector>

namespace ampsim::report {

constexpr const char* platform_format = "ampsim-platform 1";

/// platform.json (layout in docs/reference/report.md). `timing` is that of each device of the
/// platform; empty when the hardware was never made.
nlohmann::ordered_json diagram(const platform::Platform& platform,
                               const std::vector<hub::DeviceTiming>& timing);

} // namespace ampsim::report

// SPDX-License-Identifier: BSD-3-Clause
//
// [platform_overrides]: other values for properties of the platform.
#pragma once

#include "sim/platform/platform.h"
#include "sim/scenario/table.h"

#include <filesystem>
#include <vector>

namespace ampsim::scenario {

/// "mu.signal-latency-ns" = 1, or mu = { signal-latency-ns = 1 }. Models take a path as one that
/// starts in `directory`, that of the scenario; one that its file says from elsewhere (base) is
/// made absolute. Throws InputError at the place of what is wrong.
std::vector<platform::Override> read_overrides(Table table, const std::filesystem::path& directory);

} // namespace ampsim::scenario

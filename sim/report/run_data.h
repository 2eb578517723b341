// SPDX-License-Identifier: BSD-3-Clause
//
// A run as a report shows it: what is in the run's directory.
#pragma once

#include "sim/report/reader.h"

#include <filesystem>
#include <string>

namespace ampsim::report {

constexpr const char* result_file = "result.json";
constexpr const char* manifest_file = "manifest.json";
constexpr const char* platform_file = "platform.json";

/// result.json, manifest.json and platform.json of a run's directory: {name, result, manifest,
/// platform}. `name` tells the run from others in the report; empty: that of its scenario. Throws
/// InputError.
Json run_data(const std::filesystem::path& directory, const std::string& name = "");

} // namespace ampsim::report

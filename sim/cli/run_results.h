// SPDX-License-Identifier: BSD-3-Clause
//
// The directory that a run's results are in. Each of the functions throws InputError that names
// --out when it cannot be written.
#pragma once

#include "sim/hub/run.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace ampsim::cli {

constexpr const char* trace_file = "trace.json";
constexpr const char* comparison_file = "comparison.json";
constexpr std::string_view console_suffix = ".console.log";

/// Makes the directory, without results of an earlier run: what is in it afterwards is of this one.
void prepare_directory(const std::filesystem::path& directory);

/// The console of each Linux node tells how its script ended, and what it found: counters of
/// `result`.
void count_scripts(const scenario::Scenario& scenario, const std::filesystem::path& directory,
                   measure::Result& result);

/// Writes what a run found; result.json is the last one: where it is, the run is complete.
void write_results(hub::Run& run, const std::string& manifest,
                   const std::filesystem::path& directory);

} // namespace ampsim::cli

// SPDX-License-Identifier: BSD-3-Clause
//
// "guest:PATH" in a scenario: a file of the guests that ampsim builds itself, wherever they were
// built or installed.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ampsim::scenario {

/// Where built guests are looked for, in this order: $AMPSIM_GUESTS_DIR alone when it is set; else
/// next to the running program, in the build directory, and in the source tree's build/guests
/// (which all presets share).
std::vector<std::filesystem::path> guest_directories();

/// A path as scenarios write it: "guest:linux/vmlinuz", absolute, or relative to `base`. A guest
/// that is not there is where the first of the directories would have it.
std::filesystem::path resolve_path(const std::string& path, const std::filesystem::path& base);

/// For a file that is missing: where it was looked for, and what produces it.
std::string explain_missing(const std::string& path, const std::filesystem::path& base);

} // namespace ampsim::scenario

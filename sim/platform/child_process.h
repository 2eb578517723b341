// SPDX-License-Identifier: BSD-3-Clause
//
// A program run to its end, and what it wrote.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace ampsim::platform {

struct ChildResult {
    bool succeeded = false; ///< exit status 0
    std::string output;     ///< its standard output
    std::string errors;     ///< its standard error
    std::string notes;      ///< what it wrote to notes_file
};

/// Of the child: for what it can write besides.
inline constexpr const char* notes_file = "/dev/fd/3";

/// Runs `command[0]`, found in PATH. Nothing when there is no such program; throws
/// std::system_error when the host cannot run anything.
std::optional<ChildResult> run_child(const std::vector<std::string>& command);

} // namespace ampsim::platform

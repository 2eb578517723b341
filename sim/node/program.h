// SPDX-License-Identifier: BSD-3-Clause
//
// Other programs on this host: where they are, and what they say.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace ampsim::node {

/// The path of a program found in $PATH.
std::optional<std::string> find_program(const std::string& name);

/// Standard output of a program given by path, whatever its exit status; nothing when it cannot be
/// started.
std::optional<std::string> output_of(const std::string& program,
                                     const std::vector<std::string>& arguments);

/// The first line of `PROGRAM --version`, PROGRAM a path or a name in $PATH; nothing when it cannot
/// be started.
std::optional<std::string> version_of(const std::string& program);

} // namespace ampsim::node

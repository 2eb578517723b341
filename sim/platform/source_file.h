// SPDX-License-Identifier: BSD-3-Clause
//
// Where platforms are kept, and how their files become flattened device trees.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ampsim::platform {

/// Where platforms are looked for by name, in this order: $AMPSIM_PLATFORMS_DIR alone when it is
/// set; else where the running program is installed, and the source tree.
std::vector<std::filesystem::path> platform_directories();

/// The file of a platform: of the directories above for a name; itself for a path, which has a '/'
/// or ends in .dts or .dtb. Throws InputError that lists the known platforms.
std::filesystem::path find_platform(const std::string& name_or_path);

/// The flattened device tree of a .dts file, by running dtc, or of a .dtb file as it is. Throws
/// InputError, with what dtc says when it is the source that is wrong. A source that is what it
/// was, with all that it includes, is compiled once by this process.
std::vector<char> read_flattened(const std::filesystem::path& file);

} // namespace ampsim::platform

// SPDX-License-Identifier: BSD-3-Clause
//
// ampsim-qemu.so and the QEMU that it was built for.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ampsim::node {

inline constexpr const char* qemu_program = "qemu-system-aarch64"; ///< also runs Cortex-M

/// Where the plugin may be, best first: next to the running program, or where it is installed.
std::vector<std::filesystem::path> plugin_candidates();

struct QemuWithPlugin {
    std::string qemu;
    std::string plugin;
};

/// Both, and they fit. Throws InputError that says the fix when not.
QemuWithPlugin find_qemu_with_plugin();

} // namespace ampsim::node

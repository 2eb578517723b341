// SPDX-License-Identifier: BSD-3-Clause
#include "sim/node/plugin.h"

#include "sim/error.h"
#include "sim/node/build_id.h"
#include "sim/node/program.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::node {

namespace fs = std::filesystem;

std::vector<fs::path> plugin_candidates() {
    std::error_code unknown;
    const fs::path program = fs::read_symlink("/proc/self/exe", unknown).parent_path();
    return {program / "ampsim-qemu.so", program.parent_path() / "ampsim-qemu.so",
            program.parent_path() / "lib/ampsim/ampsim-qemu.so"};
}

QemuWithPlugin find_qemu_with_plugin() {
    const std::optional<std::string> qemu = find_program(qemu_program);
    if (!qemu) {
        throw InputError(
            fmt::format("{} is not installed: sudo apt-get install qemu-system-arm", qemu_program));
    }
    const std::vector<fs::path> candidates = plugin_candidates();
    const auto plugin = std::find_if(candidates.begin(), candidates.end(),
                                     [](const fs::path& path) { return fs::exists(path); });
    if (plugin == candidates.end()) {
        throw InputError(
            fmt::format("there is no {}: cmake --build build", candidates.front().string()));
    }
    const std::string wanted = build_id_wanted_by(plugin->string()).value_or("unknown");
    const std::string found = build_id_of(*qemu).value_or("unknown");
    if (wanted != found) {
        throw InputError(fmt::format("{} was built for the QEMU with build-id {}, but {} is {}; "
                                     "rebuild it: cmake --build build",
                                     plugin->string(), wanted, *qemu, found));
    }
    return {*qemu, plugin->string()};
}

} // namespace ampsim::node

// SPDX-License-Identifier: BSD-3-Clause
//
// The command line with which a node's QEMU is started: its machine as the platform says, its guest
// as the scenario says, and nothing of the host in either.
#pragma once

#include "sim/node/plugin.h"
#include "sim/platform/platform.h"
#include "sim/scenario/scenario.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ampsim::node {

/// What a node's QEMU gets from the hub besides its machine.
struct QemuFiles {
    std::string link;                    ///< "fd:5", "unix:PATH", "tcp:HOST:PORT"
    std::string console_log;             ///< receives the first serial port
    std::string initramfs;               ///< Linux
    std::string device_tree;             ///< Linux
    std::map<std::string, int> memories; ///< label -> file descriptor of a direct memory
    std::optional<int> saved_machine{};  ///< file descriptor of the state to go on from
    std::string saved_memory{};          ///< and the file with its RAM, if that is saved apart
};

/// Whether the RAM of the node's machine is saved to a file of its own, which a machine that is
/// restored maps: it copies only what it writes.
bool saves_memory_apart(const platform::Node& node);

std::vector<std::string> qemu_command(const QemuWithPlugin& programs, const platform::Node& node,
                                      const scenario::NodeSettings& settings,
                                      const QemuFiles& files);

} // namespace ampsim::node

// SPDX-License-Identifier: BSD-3-Clause
//
// A platform as text: nodes with their address maps and interrupt lines, memories, devices,
// carveouts.
#pragma once

#include "sim/platform/platform.h"

#include <string>

namespace ampsim::cli {

std::string node_text(const platform::Platform& platform, std::size_t node);
/// The command line with which the node's QEMU is started; what a scenario or a run adds is in
/// capital letters.
std::string command_line_text(const platform::Platform& platform, std::size_t node);
std::string hardware_text(const platform::Platform& platform); ///< what all nodes share

} // namespace ampsim::cli

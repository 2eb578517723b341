// SPDX-License-Identifier: BSD-3-Clause
//
// Scripted nodes on the hub's hardware: in the hub's own process, or in one of their own.
#pragma once

#include "sim/hub/device.h"
#include "sim/hub/hardware.h"
#include "sim/node/qemu_command.h"
#include "sim/scenario/scenario.h"
#include "sim/scripted/scripted_node.h"

#include <memory>
#include <string>
#include <vector>

namespace ampsim::hub {

/// Names and offsets of all registers of a face.
std::map<std::string, std::uint64_t> register_names(const DeviceFace& face,
                                                    const platform::Face& described);

/// A scripted node in this process. `platform` and `hardware` outlive it.
std::unique_ptr<scripted::ScriptedNode>
make_scripted_node(const platform::Platform& platform, std::size_t index,
                   const scenario::Scenario& scenario, const Hardware& hardware,
                   const std::string& console_log, node::NodeEvents& events);

/// The command line of `ampsim node`, which runs the node in a process of its own
/// (scripted_process.h). Throws InputError when this program is not there to be started.
std::vector<std::string> scripted_command(const scenario::Scenario& scenario,
                                          const std::string& node, const node::QemuFiles& files);

} // namespace ampsim::hub

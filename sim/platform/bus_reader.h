// SPDX-License-Identifier: BSD-3-Clause
//
// What lies on the shared bus ("indirect-bus"): memories, devices, and the wires from devices to
// interrupt controllers.
#pragma once

#include "sim/platform/blob.h"
#include "sim/platform/platform.h"
#include "sim/platform/topology.h"

#include <string>
#include <vector>

namespace ampsim::platform {

/// "ampsim,..." of a memory.
const std::vector<std::string>& memory_settings();

/// "ampsim,..." that the node of a device has and that are parameters of its model.
std::vector<std::string> device_settings(const BlobNode& node);

/// A memory, else a device.
bool is_memory(const BlobNode& node);

/// The one bus of the tree.
BlobNode shared_bus(const Blob& blob);

/// Every range of "reg". Throws InputError when one is empty or passes the end of addresses.
std::vector<Range> read_reg(const BlobNode& node);

/// Fills in platform.memories, platform.devices, and the wires of platform.nodes.
void read_bus(const BlobNode& bus, const Topology& topology, Platform& platform);

} // namespace ampsim::platform

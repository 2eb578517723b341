// SPDX-License-Identifier: BSD-3-Clause
//
// The properties that say how the bus is shared: of the bus itself, of the ports of its targets,
// and of its initiators. docs/models/bus.md says what they mean; who makes ports of them is the
// hub.
#pragma once

#include "sim/platform/blob.h"
#include "sim/platform/platform.h"

#include <string>
#include <vector>

namespace ampsim::platform {

/// Of the bus: what holds for each port that says nothing else.
const std::vector<std::string>& bus_settings();
/// Of memories: of their port, the row and refresh costs of a DRAM, and the bridge.
const std::vector<std::string>& target_settings();
/// Of clusters: of the initiator, and the bridge.
const std::vector<std::string>& initiator_settings();
/// Of devices, which may be both.
const std::vector<std::string>& device_bus_settings();

/// Is it meant as one of those, if maybe misspelt? No model of a device has such a parameter.
bool is_bus_setting(const std::string& name);

/// Those of `known` that the node has.
BusSettings read_bus_settings(const BlobNode& node, const std::vector<std::string>& known);

} // namespace ampsim::platform

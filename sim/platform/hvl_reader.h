// SPDX-License-Identifier: BSD-3-Clause
//
// The relation "ampsim,hvl-v1": VirtIO devices that one node serves to another (docs/hvl.md).
#pragma once

#include "sim/platform/blob.h"
#include "sim/platform/platform.h"
#include "sim/platform/topology.h"

#include <string>
#include <vector>

namespace ampsim::platform {

inline constexpr const char* hvl_compatible = "ampsim,hvl-v1";

/// Needs devices, carve-outs, the nodes' windows, and the relations before this one.
Hvl read_hvl(const BlobNode& relation, const Topology& topology, const Platform& platform);

/// NAMEs of "ampsim,NAME" that a relation, and a device of one, may have.
const std::vector<std::string>& hvl_settings();
const std::vector<std::string>& hvl_device_settings();

} // namespace ampsim::platform

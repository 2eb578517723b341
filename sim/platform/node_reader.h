// SPDX-License-Identifier: BSD-3-Clause
//
// Domains and the processor clusters that run them: "openamp,domain-v1", "cpus,cluster".
#pragma once

#include "sim/platform/blob.h"
#include "sim/platform/platform.h"
#include "sim/platform/topology.h"

#include <string>
#include <vector>

namespace ampsim::platform {

/// "ampsim,..." of a cluster.
const std::vector<std::string>& cluster_settings();

/// The clusters of the tree, used by a domain or not.
std::vector<BlobNode> clusters(const Blob& blob);

std::vector<BlobNode> domains(const Blob& blob);

/// The cluster that runs a domain.
BlobNode cluster_of(const BlobNode& domain);

/// Fills in platform.nodes, without windows and wires.
Topology read_nodes(const Blob& blob, Platform& platform);

} // namespace ampsim::platform

// SPDX-License-Identifier: BSD-3-Clause
//
// A cluster that is a plain Remote-Port peer: compatible "cpus,cluster", "remote-port". Its
// channels are described as AMD's device trees describe them, with the same compatible strings,
// seen from the peer: "remote-port-memory-master" (it reads and writes), "remote-port-memory-slave"
// (it is read and written), "remote-port-gpio" (wires). Numbers are the channels of
// libsystemctlm-soc and of AMD's QEMU.
#pragma once

#include "sim/platform/blob.h"
#include "sim/platform/platform.h"
#include "sim/platform/topology.h"

#include <vector>

namespace ampsim::platform {

bool is_peer(const BlobNode& cluster);

/// The channels on which it reads and writes.
std::vector<PeerMaster> read_masters(const BlobNode& cluster);

/// Channels of wires to the peer: they stand where other clusters have an interrupt controller.
std::vector<BlobNode> peer_inputs(const BlobNode& cluster);
/// Channels of wires from the peer: sources of interrupts, as devices are.
std::vector<BlobNode> peer_outputs(const BlobNode& cluster);

/// The channel of a child of the cluster, its "reg".
std::uint32_t read_channel(const BlobNode& node);

/// Of a memory on the bus that lies within a peer: `remote-ports = <&cluster channel>`.
PeerChannel read_remote_port(const BlobNode& memory, const Topology& topology,
                             const Platform& platform);
bool is_peer_memory(const BlobNode& node);

} // namespace ampsim::platform

// SPDX-License-Identifier: BSD-3-Clause
//
// "address-map" of a cluster: which of its addresses lead to which memories and registers.
#pragma once

#include "sim/platform/blob.h"
#include "sim/platform/platform.h"

#include <vector>

namespace ampsim::platform {

/// In the order of the entries; one that covers several targets gives a window for each.
std::vector<Window> read_address_map(const BlobNode& cluster, const BlobNode& bus,
                                     const Platform& platform);

/// Marks the window that is the RAM of the node's QEMU machine, when there is one.
void find_machine_ram(Node& node);

} // namespace ampsim::platform

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

} // namespace ampsim::platform

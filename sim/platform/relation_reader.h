// SPDX-License-Identifier: BSD-3-Clause
//
// What two operating systems have agreed on: carve-outs of shared memory, and RPMsg, through them
// or over a serial link.
#pragma once

#include "sim/platform/blob.h"
#include "sim/platform/platform.h"
#include "sim/platform/topology.h"

namespace ampsim::platform {

/// Fills in platform.carveouts from /reserved-memory. Needs platform.memories.
void read_carveouts(const Blob& blob, Platform& platform);

/// Fills in platform.rpmsg and platform.rpmsg_serial from the relations in /domains. Needs devices
/// and carve-outs.
void read_relations(const Blob& blob, const Topology& topology, Platform& platform);

} // namespace ampsim::platform

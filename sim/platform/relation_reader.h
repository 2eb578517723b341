// SPDX-License-Identifier: BSD-3-Clause
//
// What two operating systems have agreed on: carve-outs of shared memory, and RPMsg and VirtIO
// through them.
#pragma once

#include "sim/platform/blob.h"
#include "sim/platform/platform.h"
#include "sim/platform/topology.h"

#include <string>

namespace ampsim::platform {

/// Fills in platform.carveouts from /reserved-memory. Needs platform.memories.
void read_carveouts(const Blob& blob, Platform& platform);

inline constexpr const char* carveouts_path = "/reserved-memory";

/// What Platform::carveouts calls a node of carveouts_path.
std::string carveout_name(const BlobNode& carveout);

/// The relations of one kind, such as "openamp,rpmsg-v1". Throws InputError for an unknown kind.
std::vector<BlobNode> relations_of(const Blob& blob, const std::string& kind);

struct RelationSides {
    std::size_t host;
    std::size_t remote;
};
RelationSides read_sides(const BlobNode& relation, const Topology& topology,
                         const Platform& platform);

/// The device on the bus that the property refers to; `role` says what it is to be: "the mailbox".
const Device& read_relation_device(const BlobNode& relation, const std::string& property,
                                   const std::string& role, const Platform& platform);

/// Fills in boot_arguments of the nodes whose domain has some. Needs carve-outs and windows.
void read_boot_arguments(const Topology& topology, Platform& platform);

/// Fills in platform.rpmsg and platform.hvl from the relations in /domains. Needs devices,
/// carve-outs and the nodes' windows.
void read_relations(const Blob& blob, const Topology& topology, Platform& platform);

} // namespace ampsim::platform

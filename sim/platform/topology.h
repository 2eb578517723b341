// SPDX-License-Identifier: BSD-3-Clause
//
// Which node a reference in the tree means.
#pragma once

#include "sim/platform/blob.h"

#include <cstddef>
#include <map>

namespace ampsim::platform {

struct Topology {
    using Index = std::map<BlobNode, std::size_t>; // to Platform::nodes

    Index by_cluster;
    Index by_domain;
    Index by_interrupt_controller;

    /// The node of a cluster or of a domain.
    std::optional<std::size_t> node(const BlobNode& cluster_or_domain) const {
        for (const Index* index : {&by_cluster, &by_domain}) {
            if (const auto found = index->find(cluster_or_domain); found != index->end()) {
                return found->second;
            }
        }
        return std::nullopt;
    }
};

} // namespace ampsim::platform

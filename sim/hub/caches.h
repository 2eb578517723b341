// SPDX-License-Identifier: BSD-3-Clause
//
// The data caches of a platform: where they are, and what their checkers have to know of the rest:
// who writes to their memories, and who notifies whom.
#pragma once

#include "sim/hub/device.h"
#include "sim/platform/platform.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ampsim::hub {

class Caches {
public:
    /// Throws InputError for a cache of a node or memory that is not there, or not fit for one.
    Caches(const platform::Platform& platform, const std::vector<Device>& devices);

    /// Of one node, the one that is nearest to it first.
    std::vector<models::DataCache*> of(const std::string& node) const;

    /// An access has arrived at a device, or behind those at a memory, as the platform counts them.
    void on_access(const std::string& initiator, std::size_t target,
                   const tlm::tlm_generic_payload& transaction);
    /// A device's output rises.
    void on_rise(std::size_t device, const std::string& output);

private:
    /// What was dirty when the node last wrote to a device.
    struct Noted {
        sc_core::sc_time at;
        models::DataCache::Dirty dirty;
    };
    struct Cache {
        NodeCache of;
        std::size_t memory; ///< its target
        std::vector<models::CachedRange> shared;
        std::map<std::size_t, Noted> noted; ///< by device
    };

    void place(const platform::Device& device, const NodeCache& cache);

    const platform::Platform& platform_;
    std::vector<Cache> caches_;
};

} // namespace ampsim::hub

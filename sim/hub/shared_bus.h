// SPDX-License-Identifier: BSD-3-Clause
//
// The contention of a platform's bus: its ports, bridges and initiators as the platform describes
// them, and what they have counted. Made when the bus says "ampsim,arbitration"; without it, paths
// do not contend.
#pragma once

#include "models/interconnect/contention.h"
#include "models/interconnect/interconnect.h"
#include "sim/hub/bus_parameters.h"
#include "sim/hub/device.h"
#include "sim/platform/platform.h"

#include <optional>
#include <string>
#include <vector>

namespace ampsim::hub {

class SharedBus {
public:
    /// The interconnect has its targets and those initiators that contend, and no others.
    SharedBus(const platform::Platform& platform, const std::vector<Device>& devices,
              models::Interconnect& interconnect);

    /// What has happened up to now is counted.
    Counters counters();

    /// Throws InputError when a generator of traffic is on although nobody contends.
    static void check_unshared(const platform::Platform& platform,
                               const std::vector<Device>& devices);

private:
    std::vector<std::string> initiator_names(const models::Interconnect& interconnect) const;
    std::optional<std::size_t> bridge_of(const platform::BusSettings& settings) const;
    void add_bridges(const BusParameters& parameters);
    void add_targets(const BusParameters& parameters);
    void add_initiators(const BusParameters& parameters, const models::Interconnect& interconnect);
    void add_traffic(const BusParameters& parameters);
    void drive(std::size_t device, std::size_t initiator);

    const platform::Platform& platform_;
    const std::vector<Device>& devices_;
    models::Contention contention_;
    std::vector<std::string> bridges_; ///< labels, by index in the fabric
    std::vector<std::string> targets_; ///< as the platform calls them: "mu.a"
};

} // namespace ampsim::hub

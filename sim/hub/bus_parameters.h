// SPDX-License-Identifier: BSD-3-Clause
//
// What a platform says of how its bus is shared, as the models take it: defaults filled in, every
// value checked. docs/models/bus.md has the properties.
#pragma once

#include "models/bus/arbiter.h"
#include "models/bus/fabric.h"
#include "sim/platform/platform.h"

#include <memory>
#include <string>
#include <vector>

namespace ampsim::hub {

/// Whether initiators contend at all: the bus says "ampsim,arbitration", and not "none".
bool is_shared(const platform::Platform& platform);

/// Reads the settings of one bus. Every function throws InputError that names file, node and
/// property.
class BusParameters {
public:
    /// `initiators`: their names, in the order of their indices.
    BusParameters(const platform::BusSettings& bus, std::vector<std::string> initiators)
        : bus_(bus), initiators_(std::move(initiators)) {}

    /// `target`: of a memory, a device or a bridge; the latencies are left alone.
    models::bus::PortParameters port(const platform::BusSettings& target) const;
    std::unique_ptr<models::bus::Arbiter> arbiter(const platform::BusSettings& target) const;
    /// `outstanding` unless it says another.
    models::bus::InitiatorParameters initiator(const platform::BusSettings& initiator,
                                               unsigned outstanding = 0) const;
    models::bus::Clock clock() const; ///< of the bus
    /// Label of the bridge that it is behind; "": none.
    static std::string bridge_of(const platform::BusSettings& settings);

private:
    std::vector<std::size_t> slots(const platform::BusSettings& target) const;

    const platform::BusSettings& bus_;
    std::vector<std::string> initiators_;
};

} // namespace ampsim::hub

// SPDX-License-Identifier: BSD-3-Clause
//
// Devices of a bus that is shared: bridges between its clock domains, and generators of traffic.
// They have no registers.
#pragma once

#include "sim/hub/device.h"

namespace ampsim::hub {

inline constexpr const char* bus_bridge = "ampsim,bus-bridge";
inline constexpr const char* traffic_generator = "ampsim,traffic-generator";

Device make_bus_bridge(DeviceParameters& parameters);
Device make_traffic_generator(DeviceParameters& parameters);

} // namespace ampsim::hub

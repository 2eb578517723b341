// SPDX-License-Identifier: BSD-3-Clause
//
// What is on a platform's networks besides VirtIO devices: the switch that "ampsim,network" names,
// and hosts that answer. They have no registers.
#pragma once

#include "models/network/network.h"
#include "sim/hub/device.h"

#include <array>

namespace ampsim::hub {

/// Compatible strings.
inline constexpr const char* ethernet_switch = "ampsim,ethernet-switch";
inline constexpr const char* tcp_ip_peer = "ampsim,tcp-ip-peer";

/// Property "ampsim,NAME", such as "02:00:00:00:01:01". Throws InputError.
models::network::MacAddress mac_address(DeviceParameters& parameters, const std::string& name,
                                        const models::network::MacAddress& default_value);

/// Property "ampsim,NAME", such as "192.168.7.1". Throws InputError.
std::array<std::uint8_t, 4> ipv4_address(DeviceParameters& parameters, const std::string& name,
                                         const std::array<std::uint8_t, 4>& default_value);

// Throw InputError.
Device make_ethernet_switch(DeviceParameters& parameters);
Device make_tcp_ip_peer(DeviceParameters& parameters);

} // namespace ampsim::hub

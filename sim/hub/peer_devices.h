// SPDX-License-Identifier: BSD-3-Clause
//
// The ends of a plain Remote-Port peer that the platform sees as devices: memory of the peer on the
// bus ("remote-port-memory-slave"), and wires that the peer drives ("remote-port-gpio").
#pragma once

#include "sim/hub/device.h"

namespace ampsim::hub {

/// An access that arrives goes on to the peer, and takes the latencies of the description besides.
Device make_peer_memory(DeviceParameters& parameters);

/// A signal for each output; the peer's module drives them.
Device make_peer_wires(DeviceParameters& parameters);

} // namespace ampsim::hub

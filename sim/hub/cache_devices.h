// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "sim/hub/device.h"

namespace ampsim::hub {

/// "ampsim,data-cache": a node's cache in front of a timed memory, and its maintenance registers.
/// It is put between node and interconnect by caches.h.
Device make_data_cache(DeviceParameters& parameters);

} // namespace ampsim::hub

// SPDX-License-Identifier: BSD-3-Clause
//
// Networks of the host on a platform's networks: a run with one does not repeat.
#pragma once

#include "sim/hub/device.h"

namespace ampsim::hub {

/// Compatible strings.
inline constexpr const char* user_mode_network = "ampsim,user-mode-network";
inline constexpr const char* tap_interface = "ampsim,tap";

// Throw InputError.
Device make_user_mode_network(DeviceParameters& parameters);
Device make_tap_interface(DeviceParameters& parameters);

} // namespace ampsim::hub

// SPDX-License-Identifier: BSD-3-Clause
//
// Targets of message-signalled interrupts, for the registry.
#pragma once

#include "sim/hub/device.h"

namespace ampsim::hub {

/// "arm,gic-v2m-frame"
Device make_gicv2m(DeviceParameters& parameters);

/// "ampsim,msi-doorbell"
Device make_msi_doorbell(DeviceParameters& parameters);

} // namespace ampsim::hub

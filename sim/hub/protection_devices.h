// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "sim/hub/device.h"

namespace ampsim::hub {

/// "ampsim,protection-unit". What it supervises is wired up in protection.h.
Device make_protection_unit(DeviceParameters& parameters);

} // namespace ampsim::hub

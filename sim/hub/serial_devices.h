// SPDX-License-Identifier: BSD-3-Clause
//
// Serial links of a platform: two UARTs with a line between them.
#pragma once

#include "sim/hub/device.h"

namespace ampsim::hub {

/// Throws InputError.
Device make_uart_link(DeviceParameters& parameters);

} // namespace ampsim::hub

// SPDX-License-Identifier: BSD-3-Clause
//
// What must hold between the parts of a platform, and between it and QEMU's machines.
#pragma once

#include "sim/platform/platform.h"

namespace ampsim::platform {

/// Throws InputError: memories and registers that overlap, direct memory of parts of pages.
void check_bus(const Platform& platform);

/// Throws InputError: windows that overlap, are misaligned or over QEMU's own devices, interrupts
/// that are taken or do not exist.
void check_nodes(const Platform& platform);

} // namespace ampsim::platform

// SPDX-License-Identifier: BSD-3-Clause
//
// What must hold between the parts of a platform, and between it and QEMU's machines.
#pragma once

#include "sim/platform/platform.h"

namespace ampsim::platform {

/// Throws InputError: ranges that overlap, windows over QEMU's own devices or misaligned,
/// interrupts that are taken or do not exist.
void check(const Platform& platform);

} // namespace ampsim::platform

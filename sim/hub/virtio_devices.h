// SPDX-License-Identifier: BSD-3-Clause
//
// VirtIO devices of a platform: type, back-end, transport, interrupts, notification and what traps
// cost, each a property (docs/models/virtio.md).
#pragma once

#include "sim/hub/device.h"

namespace ampsim::hub {

/// "virtio,mmio" and "ampsim,virtio-mmio". Throws InputError.
Device make_virtio_mmio(DeviceParameters& parameters);

} // namespace ampsim::hub

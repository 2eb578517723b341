// SPDX-License-Identifier: BSD-3-Clause
//
// Factories of what hypervisor-less VirtIO needs of hardware: doorbell and shim.
#pragma once

#include "sim/hub/device.h"

namespace ampsim::hub {

/// "ampsim,doorbell". Each face has its outputs: one with the face's name, or several with the name
/// and a number, "a0", "a1". Throws InputError.
Device make_doorbell(DeviceParameters& parameters);

/// "ampsim,virtio-shim": faces "driver" and "device", outputs "driver", or one for each slot, and
/// "device". Throws InputError.
Device make_virtio_shim(DeviceParameters& parameters);

} // namespace ampsim::hub

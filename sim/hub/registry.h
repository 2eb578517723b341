// SPDX-License-Identifier: BSD-3-Clause
//
// Which model stands for which compatible string. A new device is one entry in registry.cpp.
#pragma once

#include "sim/hub/device.h"

namespace ampsim::hub {

/// Makes the model of a device, named by its label. Throws InputError when there is none for any of
/// its compatible strings, or the device does not have what the model needs.
Device make_device(const platform::Device& device, bool controlled_node_runs,
                   const DeviceFiles& files = {});

} // namespace ampsim::hub

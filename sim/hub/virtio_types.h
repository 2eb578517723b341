// SPDX-License-Identifier: BSD-3-Clause
//
// The types of VirtIO devices that a platform can name ("ampsim,device"), with their back-ends.
#pragma once

#include "models/virtio/device.h"
#include "sim/hub/device.h"

#include <memory>
#include <string>
#include <vector>

namespace ampsim::hub {

struct VirtioType {
    std::unique_ptr<models::virtio::Device> device;
    std::function<NetworkPort()> network_port; ///< of a network device
};

/// Throws InputError.
VirtioType make_virtio_type(DeviceParameters& parameters);

} // namespace ampsim::hub

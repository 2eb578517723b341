// SPDX-License-Identifier: BSD-3-Clause
//
// Devices as the command line asks for them.
#pragma once

#include "platforms/guests/linux/pmm/device.h"
#include "platforms/guests/linux/pmm/event_loop.h"
#include "platforms/guests/linux/pmm/layout.h"
#include "platforms/guests/linux/pmm/options.h"

#include <memory>

namespace ampsim::pmm {

/// Throws WrongInput, SystemRefused, BackEndError.
std::unique_ptr<Device> make_device(const DeviceOption& option, const DeviceLayout& place,
                                    EventLoop& loop);

} // namespace ampsim::pmm

// SPDX-License-Identifier: BSD-3-Clause
//
// What VirtIO devices have in common, whatever their transport: properties of the platform, and
// what the report says of them.
#pragma once

#include "models/bus_master/bus_master.h"
#include "models/bus_master/posted_messages.h"
#include "models/trap/trapped_window.h"
#include "models/virtio/engine.h"
#include "models/virtio/interrupt_counters.h"
#include "sim/hub/device.h"

#include <string>
#include <vector>

namespace ampsim::hub {

models::virtio::EngineParameters engine_parameters(DeviceParameters& parameters);

models::BusMasterParameters master_parameters(DeviceParameters& parameters,
                                              const models::virtio::ProcessingTime& time);

/// A hypervisor answers the registers in its kernel part or in the monitor's process; the latter
/// may leave the notification to the former.
struct VirtioTraps {
    models::TrapParameters cost;
    sc_core::sc_time injection;
};
VirtioTraps trap_parameters(DeviceParameters& parameters);

Counters virtio_counters(const models::virtio::Engine& engine,
                         const models::virtio::InterruptCounters& interrupts,
                         const models::PostedMessages& messages,
                         const models::TrappedWindow& window, const models::BusMaster& master);

std::vector<std::string> virtio_remarks(const models::virtio::Engine& engine,
                                        const models::BusMaster& master);

} // namespace ampsim::hub

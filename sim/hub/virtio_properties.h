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

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ampsim::hub {

/// A hypervisor answers the registers in its kernel part or in the monitor's process; the latter
/// may leave the notification to the former. What it takes to inject an interrupt is part of the
/// engine's time.
struct VirtioSettings {
    models::virtio::EngineParameters engine;
    models::BusMasterParameters master;
    models::TrapParameters traps;
};
VirtioSettings virtio_settings(DeviceParameters& parameters);

Counters virtio_counters(const models::virtio::Engine& engine,
                         const models::virtio::InterruptCounters& interrupts,
                         const models::PostedMessages& messages,
                         const models::TrappedWindow& window, const models::BusMaster& master);

std::vector<std::string> virtio_remarks(const models::virtio::Engine& engine,
                                        const models::BusMaster& master);

/// The device whose model is `instance`, all but what its transport has of its own: registers.
template <typename Instance>
Device virtio_device(DeviceParameters& parameters, std::shared_ptr<Instance> instance) {
    Device made;
    made.request_latency = {60, sc_core::SC_NS};
    made.response_latency = {60, sc_core::SC_NS};
    parameters.read_latency("dma-request-latency", made.request_latency);
    parameters.read_latency("dma-response-latency", made.response_latency);
    if (const auto& outputs = parameters.device().outputs; !outputs.empty()) {
        made.interrupts = {{outputs.front(), &instance->interrupt}};
    }
    made.least_latency = [](std::size_t, const std::string&) {
        return sc_core::SC_ZERO_TIME;
    };
    made.master = &instance->master;
    made.network_port = instance->type.network_port;
    made.not_reproducible = [&type = *instance->type.device] {
        return type.not_reproducible();
    };
    made.counters = [&of = *instance] {
        return of.counters();
    };
    made.remarks = [&of = *instance] {
        return virtio_remarks(of.engine, of.master);
    };
    made.model = std::move(instance);
    return made;
}

} // namespace ampsim::hub

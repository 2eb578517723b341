// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/virtio_properties.h"

#include "models/trap/trap_profile.h"

namespace ampsim::hub {

namespace virtio = models::virtio;

namespace {

struct Traps {
    models::TrapParameters cost;
    sc_core::sc_time injection;
};

virtio::EngineParameters engine_parameters(DeviceParameters& parameters) {
    virtio::EngineParameters engine;
    engine.queue_size_max = static_cast<std::uint16_t>(
        parameters.number("queue-size", engine.queue_size_max, 1, 32768));
    virtio::ProcessingTime& time = engine.time;
    time.notify_to_fetch = parameters.latency("notify-to-fetch", time.notify_to_fetch);
    time.per_descriptor = parameters.latency("per-descriptor", time.per_descriptor);
    const std::uint64_t per_byte = parameters.number("per-byte-ps", 0);
    time.per_byte = sc_core::sc_time(static_cast<double>(per_byte), sc_core::SC_PS);
    if (per_byte != 0) {
        parameters.note_latency("per-byte", time.per_byte);
    }
    time.completion_to_interrupt =
        parameters.latency("completion-to-interrupt", time.completion_to_interrupt);
    const auto offer = [&](const char* property, std::uint64_t feature, bool unless_said) {
        if (parameters.flag(property, unless_said)) {
            engine.features |= feature;
        } else {
            engine.features &= ~feature;
        }
    };
    offer("indirect-descriptors", virtio::feature::indirect_descriptors, true);
    offer("event-index", virtio::feature::event_index, false);
    offer("packed-ring", virtio::feature::ring_packed, false);
    offer("in-order", virtio::feature::in_order, false);
    offer("notification-data", virtio::feature::notification_data, false);
    offer("access-platform", virtio::feature::access_platform, false);
    offer("order-platform", virtio::feature::order_platform, false);
    offer("ring-reset", virtio::feature::ring_reset, false);
    return engine;
}

models::BusMasterParameters master_parameters(DeviceParameters& parameters,
                                              const virtio::ProcessingTime& time) {
    models::BusMasterParameters master;
    master.least_touch_latency = time.notify_to_fetch;
    const std::uint64_t base = parameters.number("dma-window-base", 0);
    const std::uint64_t size = parameters.number("dma-window-size", 0);
    if (size != 0) {
        master.granted.push_back({base, size});
    }
    master.refuses_outside =
        parameters.text("dma-check", "refuse", {"refuse", "report"}) == "refuse";
    return master;
}

Traps trap_parameters(DeviceParameters& parameters) {
    std::vector<std::string> names;
    for (const models::TrapProfile& profile : models::trap_profiles()) {
        names.push_back(profile.name);
    }
    const models::TrapProfile& profile =
        *models::find_trap_profile(parameters.text("trap-profile", names.front(), names));
    const std::vector<std::string> kinds = {"none", "in-kernel", "user-space"};
    const auto cost = [&profile](const std::string& kind) {
        return kind == "none"        ? sc_core::SC_ZERO_TIME
               : kind == "in-kernel" ? profile.in_kernel
                                     : profile.user_space;
    };
    const std::string registers = parameters.text("trap-cost", "none", kinds);
    std::vector<std::string> notify_kinds = kinds;
    notify_kinds.emplace_back("same");
    const std::string given = parameters.text("notify-trap-cost", "same", notify_kinds);
    const std::string& notify = given == "same" ? registers : given;
    Traps traps;
    traps.cost.access = cost(registers);
    traps.cost.notify = cost(notify);
    traps.injection = registers == "none" ? sc_core::SC_ZERO_TIME : profile.injection;
    return traps;
}

} // namespace

VirtioSettings virtio_settings(DeviceParameters& parameters) {
    VirtioSettings settings;
    settings.engine = engine_parameters(parameters);
    const Traps traps = trap_parameters(parameters);
    settings.master = master_parameters(parameters, settings.engine.time);
    settings.traps = traps.cost;
    settings.engine.time.completion_to_interrupt += traps.injection;
    for (const auto& [name, cost] : {std::pair{"register-trap", traps.cost.access},
                                     std::pair{"notify-trap", traps.cost.notify},
                                     std::pair{"interrupt-injection", traps.injection}}) {
        if (cost != sc_core::SC_ZERO_TIME) {
            parameters.note_latency(name, cost);
        }
    }
    return settings;
}

Counters virtio_counters(const virtio::Engine& of, const virtio::InterruptCounters& interrupts,
                         const models::PostedMessages& messages,
                         const models::TrappedWindow& window, const models::BusMaster& master) {
    Counters counters;
    const virtio::EngineCounters& engine = of.counters();
    counters["notifies.coalesced"] = engine.coalesced_notifications;
    counters["buffers"] = engine.buffers;
    counters["bytes_read"] = engine.bytes_read;
    counters["bytes_written"] = engine.bytes_written;
    counters["needs_resets"] = engine.needs_resets;
    counters["interrupts.asserted"] = interrupts.asserted;
    counters["interrupts.messages"] = interrupts.messages;
    counters["interrupts.messages_held_back"] = interrupts.held_back;
    counters["interrupts.messages_refused"] = messages.refused();
    counters["interrupts.total"] = interrupts.asserted + interrupts.messages;
    counters["interrupts.coalesced"] = interrupts.coalesced + engine.coalesced_interrupts;
    counters["interrupts.suppressed"] = engine.suppressed_interrupts;
    counters["interrupts.acknowledged"] = interrupts.acknowledged;
    std::uint64_t all = 0;
    for (const auto& [name, traps] : window.traps()) {
        counters["traps." + name] = traps;
        all += traps;
    }
    counters["traps.total"] = all;
    for (const auto& [name, cost] : window.costs()) {
        counters["trap_ns." + name] =
            static_cast<std::uint64_t>(cost / sc_core::sc_time(1, sc_core::SC_NS));
    }
    const auto negotiated = [&](const char* name, std::uint64_t feature) {
        counters[std::string("negotiated.") + name] = (of.last_features() & feature) != 0 ? 1 : 0;
    };
    negotiated("version_1", virtio::feature::version_1);
    negotiated("packed_ring", virtio::feature::ring_packed);
    negotiated("event_index", virtio::feature::event_index);
    negotiated("indirect_descriptors", virtio::feature::indirect_descriptors);
    negotiated("access_platform", virtio::feature::access_platform);
    counters["dma.outside"] = master.outside();
    counters["refused"] = master.refused();
    for (const auto& [name, value] : of.device().counters()) {
        counters[name] = value;
    }
    return counters;
}

std::vector<std::string> virtio_remarks(const virtio::Engine& engine,
                                        const models::BusMaster& master) {
    std::vector<std::string> all = with_rest(master.violations(), master.outside());
    if (!engine.diagnosis().empty()) {
        all.push_back("needed a reset: " + engine.diagnosis());
    }
    return all;
}

} // namespace ampsim::hub

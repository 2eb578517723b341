// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/virtio_devices.h"

#include "models/bus_master/posted_messages.h"
#include "models/trap/trapped_window.h"
#include "models/virtio/doorbell_window.h"
#include "models/virtio/engine.h"
#include "models/virtio/mmio_transport.h"
#include "sim/error.h"
#include "sim/hub/virtio_types.h"

#include <fmt/format.h>

#include <optional>

namespace ampsim::hub {

namespace {

namespace virtio = models::virtio;

// --- Properties
// -----------------------------------------------------------------------------------

virtio::EngineParameters engine_parameters(DeviceParameters& parameters) {
    virtio::EngineParameters engine;
    engine.queue_size_max = static_cast<std::uint16_t>(
        parameters.number("queue-size", engine.queue_size_max, 1, 32768));
    virtio::ProcessingTime& time = engine.time;
    time.notify_to_fetch = parameters.latency("notify-to-fetch", time.notify_to_fetch);
    time.per_descriptor = parameters.latency("per-descriptor", time.per_descriptor);
    const std::uint64_t per_byte = parameters.number("per-byte-ps", 0);
    time.per_byte = sc_core::sc_time(static_cast<double>(per_byte), sc_core::SC_PS);
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

struct Traps {
    models::TrapParameters cost;
    sc_core::sc_time injection;
};

/// A hypervisor answers the registers in its kernel part or in the monitor's process; the latter
/// may leave the notification to the former.
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
    const std::string notify = parameters.text("notify-trap-cost", registers, kinds);
    Traps traps;
    traps.cost.access = cost(registers);
    traps.cost.notify = cost(notify);
    traps.injection = registers == "none" ? sc_core::SC_ZERO_TIME : profile.injection;
    return traps;
}

// --- MMIO
// -----------------------------------------------------------------------------------------

struct VirtioMmioInstance {
    VirtioMmioInstance(const std::string& label, VirtioType the_type,
                       const models::BusMasterParameters& master_settings,
                       const virtio::EngineParameters& engine_settings,
                       const virtio::MmioParameters& mmio_settings,
                       const models::TrapParameters& traps, bool has_doorbells)
        : type(std::move(the_type)), master(label.c_str(), master_settings),
          engine((label + "_engine").c_str(), *type.device, master, engine_settings),
          messages((label + "_messages").c_str(), master),
          transport((label + "_mmio").c_str(), engine, mmio_settings, &messages),
          interrupt((label + "_irq").c_str()),
          window((label + "_window").c_str(), traps,
                 [this](std::uint64_t offset) { return transport.name_of(offset); }) {
        transport.interrupt(interrupt);
        if (has_doorbells) {
            doorbells.emplace((label + "_doorbells").c_str(), transport,
                              models::RegisterLatency{mmio_settings.register_read_latency,
                                                      mmio_settings.register_write_latency});
        }
    }

    VirtioType type;
    models::BusMaster master;
    virtio::Engine engine;
    models::PostedMessages messages;
    virtio::MmioTransport transport;
    sc_core::sc_signal<bool> interrupt;
    models::TrappedWindow window;
    std::optional<virtio::DoorbellWindow> doorbells;
};

Counters count(const VirtioMmioInstance& instance) {
    Counters counters;
    const virtio::EngineCounters& engine = instance.engine.counters();
    const virtio::InterruptCounters interrupts = instance.transport.interrupts();
    counters["notifies.register"] = instance.transport.register_notifications();
    counters["notifies.doorbell"] = instance.transport.doorbell_notifications();
    counters["notifies.coalesced"] = engine.coalesced_notifications;
    counters["buffers"] = engine.buffers;
    counters["bytes_read"] = engine.bytes_read;
    counters["bytes_written"] = engine.bytes_written;
    counters["needs_resets"] = engine.needs_resets;
    counters["interrupts.asserted"] = interrupts.asserted;
    counters["interrupts.messages"] = interrupts.messages;
    counters["interrupts.messages_held_back"] = interrupts.held_back;
    counters["interrupts.messages_refused"] = instance.messages.refused();
    counters["interrupts.total"] = interrupts.asserted + interrupts.messages;
    counters["interrupts.coalesced"] = interrupts.coalesced + engine.coalesced_interrupts;
    counters["interrupts.suppressed"] = engine.suppressed_interrupts;
    counters["interrupts.acknowledged"] = interrupts.acknowledged;
    std::uint64_t all = 0;
    for (const auto& [address, access] : instance.transport.registers().registers()) {
        counters["accesses." + access->name()] = access->reads() + access->writes();
        counters["traps." + access->name()] = 0;
    }
    for (const auto& [name, count] : instance.window.traps()) {
        counters["traps." + name] = count;
        all += count;
    }
    counters["traps.total"] = all;
    const auto negotiated = [&](const char* name, std::uint64_t feature) {
        counters[std::string("negotiated.") + name] = (instance.engine.last_features() & feature) != 0 ? 1 : 0;
    };
    negotiated("version_1", virtio::feature::version_1);
    negotiated("packed_ring", virtio::feature::ring_packed);
    negotiated("event_index", virtio::feature::event_index);
    negotiated("indirect_descriptors", virtio::feature::indirect_descriptors);
    negotiated("access_platform", virtio::feature::access_platform);
    counters["dma.outside"] = instance.master.outside();
    for (const auto& [name, value] : instance.type.device->counters()) {
        counters[name] = value;
    }
    return counters;
}

std::vector<std::string> remarks(const VirtioMmioInstance& instance) {
    std::vector<std::string> all = instance.master.violations();
    if (!instance.engine.diagnosis().empty()) {
        all.push_back("needed a reset: " + instance.engine.diagnosis());
    }
    return all;
}

} // namespace

Device make_virtio_mmio(DeviceParameters& parameters) {
    const platform::Device& device = parameters.device();
    virtio::MmioParameters mmio;
    mmio.version = static_cast<unsigned>(parameters.number("version", 2, 1, 2));
    mmio.register_read_latency =
        parameters.latency("register-read-latency", mmio.register_read_latency);
    mmio.register_write_latency =
        parameters.latency("register-write-latency", mmio.register_write_latency);
    mmio.msi = parameters.text("interrupt", "intx", {"intx", "msi"}) == "msi";
    mmio.doorbell = parameters.text("notify", "trap", {"trap", "doorbell"}) == "doorbell";
    mmio.doorbell_stride = static_cast<std::uint32_t>(
        parameters.number("doorbell-stride", mmio.doorbell_stride, 0, 0x1000));
    if (mmio.doorbell_stride % 4 != 0) {
        parameters.fail("doorbell-stride", "doorbells are words: expected a multiple of 4, or 0");
    }
    const std::size_t faces = device.faces.size();
    if (faces != 1 && faces != 2) {
        throw InputError(fmt::format("{}: device '{}' has {} register ranges; expected the "
                                     "registers and, for doorbells, a second one",
                                     device.origin, device.label, faces));
    }
    if (mmio.doorbell && faces != 2) {
        parameters.fail("notify", "\"doorbell\" needs a second register range: reg-names = "
                                  "\"registers\", \"doorbell\"");
    }
    if (mmio.version == 1 && (mmio.msi || mmio.doorbell)) {
        parameters.fail("version", "1 has one interrupt, and notifies by register");
    }
    parameters.text("ring-memory", ""); // the driver's business
    virtio::EngineParameters engine = engine_parameters(parameters);
    const Traps traps = trap_parameters(parameters);
    const models::BusMasterParameters master = master_parameters(parameters, engine.time);
    engine.time.completion_to_interrupt += traps.injection;
    Device made;
    made.request_latency =
        parameters.latency("dma-request-latency", sc_core::sc_time(60, sc_core::SC_NS));
    made.response_latency =
        parameters.latency("dma-response-latency", sc_core::sc_time(60, sc_core::SC_NS));
    VirtioType type = make_virtio_type(parameters);
    auto instance = std::make_shared<VirtioMmioInstance>(device.label, std::move(type), master,
                                                         engine, mmio, traps.cost, faces == 2);
    virtio::MmioTransport& transport = instance->transport;
    made.faces = {{&transport.socket,
                   [&transport](std::uint64_t offset) { return transport.name_of(offset); },
                   &instance->window}};
    if (faces == 2) {
        made.faces.push_back({&instance->doorbells->socket, [](std::uint64_t) {
                                  return std::string("Doorbell");
                              }});
    }
    if (!device.outputs.empty()) {
        made.interrupts = {{device.outputs.front(), &instance->interrupt}};
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
        return count(of);
    };
    made.remarks = [&of = *instance] {
        return remarks(of);
    };
    made.model = std::move(instance);
    return made;
}

} // namespace ampsim::hub

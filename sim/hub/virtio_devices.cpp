// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/virtio_devices.h"

#include "models/bus_master/posted_messages.h"
#include "models/trap/trapped_window.h"
#include "models/virtio/doorbell_window.h"
#include "models/virtio/engine.h"
#include "models/virtio/mmio_transport.h"
#include "sim/error.h"
#include "sim/hub/virtio_properties.h"
#include "sim/hub/virtio_types.h"

#include <fmt/format.h>

#include <optional>

namespace ampsim::hub {

namespace {

namespace virtio = models::virtio;

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
    Counters counters = virtio_counters(instance.engine, instance.transport.interrupts(),
                                        instance.messages, instance.window, instance.master);
    counters["notifies.register"] = instance.transport.register_notifications();
    counters["notifies.doorbell"] = instance.transport.doorbell_notifications();
    for (const auto& [address, access] : instance.transport.registers().registers()) {
        counters["accesses." + access->name()] = access->reads() + access->writes();
        counters.emplace("traps." + access->name(), 0);
    }
    return counters;
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
    parameters.text("transport", "mmio", {"mmio", "pci"});
    parameters.number("pci-slot", 0); // of the other transport
    parameters.text("pci-host", "");
    virtio::EngineParameters engine = engine_parameters(parameters);
    const VirtioTraps traps = trap_parameters(parameters);
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
        return virtio_remarks(of.engine, of.master);
    };
    made.model = std::move(instance);
    return made;
}

} // namespace ampsim::hub

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
                       const VirtioSettings& settings, const virtio::MmioParameters& mmio_settings,
                       bool has_doorbells)
        : type(std::move(the_type)), master(label.c_str(), settings.master),
          engine((label + "_engine").c_str(), *type.device, master, settings.engine),
          messages((label + "_messages").c_str(), master),
          transport((label + "_mmio").c_str(), engine, mmio_settings, &messages),
          interrupt((label + "_irq").c_str()),
          window((label + "_window").c_str(), settings.traps,
                 [this](std::uint64_t offset) { return transport.name_of(offset); }) {
        transport.interrupt(interrupt);
        if (has_doorbells) {
            doorbells.emplace((label + "_doorbells").c_str(), transport,
                              models::RegisterLatency{mmio_settings.register_read_latency,
                                                      mmio_settings.register_write_latency});
        }
    }

    Counters counters() const {
        Counters all = virtio_counters(engine, transport.interrupts(), messages, window, master);
        all["notifies.register"] = transport.register_notifications();
        all["notifies.doorbell"] = transport.doorbell_notifications();
        for (const auto& [address, access] : transport.registers().registers()) {
            all["accesses." + access->name()] = access->reads() + access->writes();
            all.emplace("traps." + access->name(), 0);
        }
        return all;
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

} // namespace

Device make_virtio_mmio(DeviceParameters& parameters) {
    const platform::Device& device = parameters.device();
    virtio::MmioParameters mmio;
    mmio.version = static_cast<unsigned>(parameters.number("version", 2, 1, 2));
    read_register_latencies(parameters, mmio);
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
    const VirtioSettings settings = virtio_settings(parameters);
    auto instance = std::make_shared<VirtioMmioInstance>(device.label, make_virtio_type(parameters),
                                                         settings, mmio, faces == 2);
    Device made = virtio_device(parameters, instance);
    virtio::MmioTransport& transport = instance->transport;
    made.faces = {{&transport.socket,
                   [&transport](std::uint64_t offset) { return transport.name_of(offset); },
                   &instance->window}};
    if (faces == 2) {
        made.faces.push_back({&instance->doorbells->socket, [](std::uint64_t) {
                                  return std::string("Doorbell");
                              }});
    }
    return made;
}

} // namespace ampsim::hub

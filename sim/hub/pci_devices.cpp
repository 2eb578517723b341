// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/pci_devices.h"

#include "models/bus_master/posted_messages.h"
#include "models/trap/trapped_window.h"
#include "models/virtio/engine.h"
#include "models/virtio/pci_transport.h"
#include "sim/error.h"
#include "sim/hub/virtio_properties.h"
#include "sim/hub/virtio_types.h"

#include <fmt/format.h>

#include <deque>

namespace ampsim::hub {

namespace {

namespace pci = models::pci;
namespace virtio = models::virtio;

/// The registers of the other transport: there is nothing.
class NoRegisters : public sc_core::sc_module {
public:
    explicit NoRegisters(sc_core::sc_module_name name) : sc_module(name) {
        socket.register_b_transport(this, &NoRegisters::b_transport);
    }
    tlm_utils::simple_target_socket<NoRegisters> socket{"socket"};

private:
    void b_transport(tlm::tlm_generic_payload& transaction, sc_core::sc_time&) {
        transaction.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    }
};

struct VirtioPciInstance {
    VirtioPciInstance(const std::string& label, std::size_t faces, VirtioType the_type,
                      const VirtioSettings& settings, const virtio::PciParameters& pci_settings,
                      bool has_doorbells)
        : type(std::move(the_type)), notifies_by_doorbell(has_doorbells),
          master(label.c_str(), settings.master), memory(master),
          engine((label + "_engine").c_str(), *type.device, memory, settings.engine),
          messages((label + "_messages").c_str(), master),
          transport((label + "_pci").c_str(), engine, memory, messages, pci_settings),
          interrupt((label + "_irq").c_str()),
          window((label + "_window").c_str(), settings.traps, [this](std::uint64_t address) {
              return transport.name_of(pci::place_of(address));
          }) {
        transport.interrupt(interrupt);
        for (std::size_t face = 0; face < faces; ++face) {
            unused.emplace_back(fmt::format("{}_unused{}", label, face).c_str());
        }
    }

    Counters counters() const {
        Counters all = virtio_counters(engine, transport.interrupts(), messages, window, master);
        const std::uint64_t notifications = transport.notifications();
        all["notifies.register"] = notifies_by_doorbell ? 0 : notifications;
        all["notifies.doorbell"] = notifies_by_doorbell ? notifications : 0;
        for (const auto& [name, accesses] : transport.accesses()) {
            all["accesses." + name] = accesses;
            all.emplace("traps." + name, 0);
        }
        return all;
    }

    VirtioType type;
    bool notifies_by_doorbell;
    models::BusMaster master;
    virtio::PciMemoryAccess memory;
    virtio::Engine engine;
    models::PostedMessages messages;
    virtio::PciTransport transport;
    sc_core::sc_signal<bool> interrupt;
    models::TrappedWindow window;
    std::deque<NoRegisters> unused;
};

} // namespace

Device make_pci_host(DeviceParameters& parameters) {
    const platform::Device& device = parameters.device();
    constexpr std::uint64_t one_bus = 0x10'0000;
    constexpr std::uint64_t end_of_32_bits = 0x1'0000'0000;
    if (device.faces.size() != 2 || device.faces[0].bus.size != one_bus ||
        device.faces[1].bus.end() > end_of_32_bits) {
        throw InputError(fmt::format(
            "{}: PCI host '{}': expected two register ranges: the configuration spaces of one bus, "
            "1 MiB, and the memory in which its functions are placed, below 4 GiB",
            device.origin, device.label));
    }
    pci::PciHostParameters settings;
    settings.memory_base = device.faces[1].bus.address;
    parameters.read_latency("config-read-latency", settings.config_read_latency);
    parameters.read_latency("config-write-latency", settings.config_write_latency);
    parameters.read_latency("request-latency", settings.request_latency);
    parameters.read_latency("response-latency", settings.response_latency);
    auto host = std::make_shared<pci::PciHost>(device.label.c_str(), settings);
    Device made;
    made.faces = {{&host->config,
                   [&of = *host](std::uint64_t offset) {
                       return of.name_of_config(offset);
                   }},
                  {&host->memory, [&of = *host](std::uint64_t offset) {
                       return of.name_of_memory(offset);
                   }}};
    made.least_latency = [](std::size_t, const std::string&) {
        return sc_core::SC_ZERO_TIME;
    };
    made.pci_host = host.get();
    made.counters = [&of = *host] {
        const pci::PciHostCounters& counted = of.counters();
        return Counters{{"config_reads", counted.config_reads},
                        {"config_writes", counted.config_writes},
                        {"memory_accesses", counted.memory_accesses},
                        {"unclaimed", counted.unclaimed}};
    };
    made.model = std::move(host);
    return made;
}

Device make_virtio_pci(DeviceParameters& parameters) {
    const platform::Device& device = parameters.device();
    virtio::PciParameters transport;
    read_register_latencies(parameters, transport);
    transport.msix = parameters.text("interrupt", "msi", {"intx", "msi"}) == "msi";
    const bool doorbell = parameters.text("notify", "trap", {"trap", "doorbell"}) == "doorbell";
    const auto slot = static_cast<unsigned>(parameters.number("pci-slot", 0, 0, 31));
    parameters.text("pci-host", "");
    parameters.text("transport", "pci", {"mmio", "pci"});
    parameters.number("version", 2, 2, 2); // what follows is of the other transport
    parameters.number("doorbell-stride", 0);
    if (!parameters.text("ring-memory", "").empty()) {
        parameters.fail("ring-memory", "is for a driver of VirtIO over MMIO");
    }

    VirtioSettings settings = virtio_settings(parameters);
    if (doorbell) { // a page of its own, which a hypervisor can map into its guest
        settings.traps.notify = sc_core::SC_ZERO_TIME;
    }
    auto instance = std::make_shared<VirtioPciInstance>(device.label, device.faces.size(),
                                                        make_virtio_type(parameters), settings,
                                                        transport, doorbell);
    Device made = virtio_device(parameters, instance);
    for (NoRegisters& unused : instance->unused) {
        made.faces.push_back({&unused.socket, {}});
    }
    made.pci_function = {&instance->transport,
                         {&instance->transport.socket,
                          [&of = instance->transport](std::uint64_t address) {
                              return of.name_of(pci::place_of(address));
                          },
                          &instance->window},
                         slot};
    return made;
}

} // namespace ampsim::hub

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/registry.h"

#include "models/mailbox/imx_mu.h"
#include "models/remote_processor/imx_src.h"
#include "sim/error.h"
#include "sim/hub/bus_devices.h"
#include "sim/hub/cache_devices.h"
#include "sim/hub/host_networks.h"
#include "sim/hub/hvl_devices.h"
#include "sim/hub/mailbox_devices.h"
#include "sim/hub/msi_devices.h"
#include "sim/hub/network_devices.h"
#include "sim/hub/pci_devices.h"
#include "sim/hub/peer_devices.h"
#include "sim/hub/protection_devices.h"
#include "sim/hub/serial_devices.h"
#include "sim/hub/virtio_devices.h"
#include "sim/platform/pci.h"
#include "sim/platform/uart_link.h"
#include "sim/remote_port/systemc_time.h"

#include <fmt/format.h>

#include <optional>

namespace ampsim::hub {

namespace {

using sc_core::sc_signal;

std::function<std::string(std::uint64_t)> names_of(const models::RegisterBank& registers) {
    return [&registers](std::uint64_t offset) {
        return registers.name_of(offset);
    };
}

// --- i.MX Messaging Unit -------------------------------------------------------------------------

struct ImxMuInstance {
    ImxMuInstance(const std::string& label, models::ImxMuLayout layout,
                  const models::ImxMuParameters& parameters)
        : mu(label.c_str(), layout, parameters), interrupt_a((label + "_irq_a").c_str()),
          interrupt_b((label + "_irq_b").c_str()) {
        mu.a.interrupt(interrupt_a);
        mu.b.interrupt(interrupt_b);
    }
    models::ImxMu mu;
    sc_signal<bool> interrupt_a;
    sc_signal<bool> interrupt_b;
};

void count(Counters& counters, const std::string& face, const models::ImxMuCounters& counted) {
    counters[face + ".messages"] = counted.messages;
    counters[face + ".overruns"] = counted.overruns;
    counters[face + ".doorbells"] = counted.doorbells;
    counters[face + ".interrupts"] = counted.interrupts;
}

Device make_imx_mu(DeviceParameters& parameters, models::ImxMuLayout layout) {
    const platform::Device& device = parameters.device();
    require_faces(device, 2);
    models::ImxMuParameters timing;
    read_latencies(parameters, timing);
    auto instance = std::make_shared<ImxMuInstance>(device.label, layout, timing);
    models::ImxMu& mu = instance->mu;
    Device made;
    made.faces = {{&mu.a.socket, names_of(mu.a.registers())},
                  {&mu.b.socket, names_of(mu.b.registers())}};
    made.interrupts = {{device.faces[0].name, &instance->interrupt_a},
                       {device.faces[1].name, &instance->interrupt_b}};
    made.least_latency = [timing, faces = device.faces](std::size_t face,
                                                        const std::string& output) {
        return faces[face].name == output ? sc_core::SC_ZERO_TIME
                                          : sc_core::sc_time(timing.signal_latency);
    };
    made.counters = [&mu, a = device.faces[0].name, b = device.faces[1].name] {
        Counters counters;
        count(counters, a, mu.a.counters());
        count(counters, b, mu.b.counters());
        return counters;
    };
    made.model = std::move(instance);
    return made;
}

// --- i.MX System Reset Controller ----------------------------------------------------------------

struct ImxSrcInstance {
    ImxSrcInstance(const std::string& label, const models::ImxSrcParameters& parameters)
        : src(label.c_str(), parameters),
          run((label + "_run").c_str(), parameters.initially_running) {
        src.run(run);
    }
    models::ImxSrc src;
    sc_signal<bool> run;
};

Device make_imx_src(DeviceParameters& parameters) {
    const platform::Device& device = parameters.device();
    require_faces(device, 1);
    models::ImxSrcParameters settings;
    read_register_latencies(parameters, settings);
    parameters.read_latency("start-latency", settings.start_latency);
    settings.initially_running = parameters.controlled_node_runs();
    auto instance = std::make_shared<ImxSrcInstance>(device.label, settings);
    models::ImxSrc& src = instance->src;
    Device made;
    made.faces = {{&src.socket, names_of(src.registers())}};
    made.run = &instance->run;
    made.least_latency = [](std::size_t, const std::string&) {
        return sc_core::SC_ZERO_TIME;
    };
    made.counters = [&src] {
        return Counters{
            {"starts", src.starts()}, {"stops", src.stops()}, {"core_resets", src.core_resets()}};
    };
    made.model = std::move(instance);
    return made;
}

DeviceTiming timing_of(const Device& device, const DeviceParameters& parameters) {
    DeviceTiming timing{parameters.latencies(), std::nullopt};
    if (device.master != nullptr || device.traffic) {
        timing.master = {remote_port::to_virtual_time(device.request_latency),
                         remote_port::to_virtual_time(device.response_latency)};
    }
    return timing;
}

std::optional<Device> make(DeviceParameters& parameters, const std::string& compatible) {
    if (const auto layout = models::imx_mu_layout(compatible)) {
        return make_imx_mu(parameters, *layout);
    }
    if (const auto layout = models::omap_mailbox_layout(compatible)) {
        return make_omap_mailbox(parameters, *layout);
    }
    if (const models::ZynqmpIpiLayout* layout = models::zynqmp_ipi_layout(compatible)) {
        return make_zynqmp_ipi(parameters, *layout);
    }
    if (compatible == "fsl,imx8mm-src" || compatible == "fsl,imx8mq-src") {
        return make_imx_src(parameters);
    }
    if (compatible == platform::pci_host_compatible) {
        return make_pci_host(parameters);
    }
    if (platform::is_on_pci(parameters.device())) {
        return make_virtio_pci(parameters);
    }
    if (compatible == "virtio,mmio" || compatible == "ampsim,virtio-mmio") {
        return make_virtio_mmio(parameters);
    }
    if (compatible == ethernet_switch) {
        return make_ethernet_switch(parameters);
    }
    if (compatible == tcp_ip_peer) {
        return make_tcp_ip_peer(parameters);
    }
    if (compatible == user_mode_network) {
        return make_user_mode_network(parameters);
    }
    if (compatible == tap_interface) {
        return make_tap_interface(parameters);
    }
    if (compatible == "arm,gic-v2m-frame") {
        return make_gicv2m(parameters);
    }
    if (compatible == "ampsim,msi-doorbell") {
        return make_msi_doorbell(parameters);
    }
    if (compatible == platform::uart_link_compatible) {
        return make_uart_link(parameters);
    }
    if (compatible == bus_bridge) {
        return make_bus_bridge(parameters);
    }
    if (compatible == traffic_generator) {
        return make_traffic_generator(parameters);
    }
    if (compatible == "ampsim,data-cache") {
        return make_data_cache(parameters);
    }
    if (compatible == "ampsim,protection-unit") {
        return make_protection_unit(parameters);
    }
    if (compatible == "ampsim,doorbell") {
        return make_doorbell(parameters);
    }
    if (compatible == "ampsim,virtio-shim") {
        return make_virtio_shim(parameters);
    }
    if (compatible == "remote-port-memory-slave") {
        return make_peer_memory(parameters);
    }
    if (compatible == "remote-port-gpio") {
        return make_peer_wires(parameters);
    }
    return std::nullopt;
}

} // namespace

Device make_device(const platform::Device& device, bool controlled_node_runs,
                   const DeviceFiles& files) {
    for (const std::string& compatible : device.compatible) {
        DeviceParameters parameters(device, controlled_node_runs, files);
        if (std::optional<Device> made = make(parameters, compatible)) {
            parameters.finish();
            made->inputs = parameters.inputs();
            made->changeable = parameters.changeable();
            made->timing = timing_of(*made, parameters);
            return *std::move(made);
        }
    }
    throw InputError(
        fmt::format("{}: there is no model for device '{}' (compatible {}); see docs/models",
                    device.origin, device.label, fmt::join(device.compatible, ", ")));
}

} // namespace ampsim::hub

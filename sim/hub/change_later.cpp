// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/change_later.h"

#include "models/mailbox/imx_mu_layout.h"
#include "models/mailbox/omap_mailbox_layout.h"
#include "models/mailbox/zynqmp_ipi_layout.h"
#include "sim/platform/pci.h"
#include "sim/platform/uart_link.h"

#include <algorithm>
#include <map>

namespace ampsim::hub {

namespace {

using Names = std::vector<std::string>;

const Names of_registers = {"register-read-latency-ns", "register-write-latency-ns"};
const Names of_memories = {"read-latency-ns", "write-latency-ns"};
const Names of_clusters = {"request-latency-ns", "response-latency-ns", "interrupt-latency-ns"};

Names with(Names names, const Names& more) {
    names.insert(names.end(), more.begin(), more.end());
    return names;
}

/// Of devices by their compatible string; as registry.cpp has them.
const std::map<std::string, Names>& by_compatible() {
    static const Names of_signals = with(of_registers, {"signal-latency-ns"});
    static const Names of_virtio =
        with(of_registers, {"dma-request-latency-ns", "dma-response-latency-ns"});
    static const std::map<std::string, Names> all = {
        {"ampsim,data-cache", with(of_registers, {"hit-latency-ns"})},
        {"ampsim,doorbell", of_signals},
        {"ampsim,msi-doorbell", of_signals},
        {"ampsim,protection-unit", of_signals},
        {"ampsim,virtio-mmio", of_virtio},
        {"ampsim,virtio-shim", of_signals},
        {"arm,gic-v2m-frame", with(of_signals, {"pulse-ns"})},
        {"fsl,imx8mm-src", with(of_registers, {"start-latency-ns"})},
        {"fsl,imx8mq-src", with(of_registers, {"start-latency-ns"})},
        {platform::pci_host_compatible,
         {"config-read-latency-ns", "config-write-latency-ns", "request-latency-ns",
          "response-latency-ns"}},
        {platform::uart_link_compatible, of_registers},
        {platform::virtio_pci_compatible, of_virtio},
        {"virtio,mmio", of_virtio},
    };
    return all;
}

bool contains(const Names& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

Names changeable_properties(const platform::Device& device) {
    for (const std::string& compatible : device.compatible) {
        if (models::imx_mu_layout(compatible) || models::omap_mailbox_layout(compatible) ||
            models::zynqmp_ipi_layout(compatible) != nullptr) {
            return with(of_registers, {"signal-latency-ns"});
        }
        if (const auto found = by_compatible().find(compatible); found != by_compatible().end()) {
            return found->second;
        }
    }
    return {};
}

bool can_change_later(const platform::Platform& platform, const std::string& label,
                      const std::string& property) {
    std::string name = property;
    std::replace(name.begin(), name.end(), '_', '-');
    for (const platform::Device& device : platform.devices) {
        if (device.label == label) {
            return contains(changeable_properties(device), name);
        }
    }
    for (const platform::Memory& memory : platform.memories) {
        if (memory.label == label) {
            return contains(of_memories, name);
        }
    }
    for (const platform::Node& node : platform.nodes) {
        if (node.name == label || node.cluster == label) {
            return contains(of_clusters, name);
        }
    }
    return false;
}

} // namespace ampsim::hub

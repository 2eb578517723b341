// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/pci.h"

#include "sim/error.h"
#include "sim/measure/suggestion.h"

#include <fmt/format.h>

namespace ampsim::platform {

bool is_pci_host(const Device& device) {
    return device.is_compatible(pci_host_compatible);
}

bool is_on_pci(const Device& device) {
    return device.is_compatible(virtio_pci_compatible) || device.text("transport") == "pci";
}

std::size_t pci_host_of(const Platform& platform, const Device& device) {
    const std::string wanted = device.text("pci-host");
    std::vector<std::string> hosts;
    std::size_t found = 0;
    for (std::size_t i = 0; i < platform.devices.size(); ++i) {
        if (is_pci_host(platform.devices[i])) {
            if (platform.devices[i].label == wanted) {
                return i;
            }
            hosts.push_back(platform.devices[i].label);
            found = i;
        }
    }
    if (wanted.empty() && hosts.size() == 1) {
        return found;
    }
    if (hosts.empty()) {
        throw InputError(fmt::format("{}: device '{}' is on PCI, but there is no PCI host; add a "
                                     "device of compatible \"{}\"",
                                     device.origin, device.label, pci_host_compatible));
    }
    throw InputError(
        fmt::format("{}: property 'ampsim,pci-host': {}; expected one of: {}", device.origin,
                    wanted.empty() ? "is missing, and there are several"
                                   : fmt::format("there is no PCI host with the label '{}'{}",
                                                 wanted, measure::did_you_mean(wanted, hosts)),
                    fmt::join(hosts, ", ")));
}

unsigned pci_slot_of(const Device& device) {
    const auto found = device.parameters.find("pci-slot");
    return found == device.parameters.end() ? 0 : static_cast<unsigned>(found->second);
}

} // namespace ampsim::platform

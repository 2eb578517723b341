// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/gicv2m_reader.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::platform {

namespace {

constexpr std::uint32_t first_shared_interrupt = 32;

} // namespace

bool is_gicv2m(const BlobNode& node) {
    return node.is_compatible(gicv2m_compatible);
}

bool is_gicv2m(const Device& device) {
    return device.is_compatible(gicv2m_compatible);
}

std::vector<std::string> gicv2m_output_names(std::size_t count) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) {
        names.push_back(fmt::format("spi{}", i));
    }
    return names;
}

void read_gicv2m(const BlobProperty& property, const std::vector<Wire>& wires, Platform& platform) {
    const std::string expected = "expected <&gic 0 SPI 1>, <&gic 0 SPI+1 1> and so on: consecutive "
                                 "interrupts of one GIC";
    if (wires.empty()) {
        property.fail(expected);
    }
    const Wire& first = wires.front();
    Node& node = platform.nodes[first.node];
    if (node.is_peer || node.interrupt_controller == InterruptController::nvic) {
        property.fail(fmt::format("{} has no GIC; an {} serves one", node.name, gicv2m_compatible));
    }
    for (std::size_t i = 0; i < wires.size(); ++i) {
        if (wires[i].node != first.node || wires[i].input != first.input + i) {
            property.fail(fmt::format("entry {} is not the interrupt after that of entry {}; {}", i,
                                      i == 0 ? 0 : i - 1, expected));
        }
    }
    if (node.has_gicv2m) {
        property.fail(fmt::format("{} has a frame already; expected one for each GIC", node.name));
    }
    node.has_gicv2m = true;
    platform.devices.back().first_interrupt = first_shared_interrupt + first.input;
}

} // namespace ampsim::platform

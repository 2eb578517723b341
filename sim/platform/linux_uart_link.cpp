// SPDX-License-Identifier: BSD-3-Clause
//
// A face of a serial link as Linux' 8250 driver has to find it [Linux
// Documentation/devicetree/bindings/serial/8250.yaml], and on it, where the node is the host of an
// RPMsg relation over the link, the device that carries RPMsg.
#include "sim/platform/linux_tree.h"
#include "sim/platform/uart_link.h"

#include <fmt/format.h>

namespace ampsim::platform {

namespace {

constexpr std::uint32_t shared_interrupt = 0;
constexpr std::uint32_t level_high = 4;
constexpr std::uint32_t samples_per_bit = 16;
constexpr std::uint32_t large_fifo = 64;

std::uint32_t parameter(const Device& device, const char* name, std::uint32_t default_value) {
    const auto given = device.parameters.find(name);
    return given == device.parameters.end() ? default_value
                                            : static_cast<std::uint32_t>(given->second);
}

void add_face(LinuxTree& tree, const Device& device, const Window& window) {
    const std::uint32_t bit_rate = parameter(device, "bit-rate", default_bit_rate);
    const std::uint32_t fifo = parameter(device, "fifo-depth", default_uart_fifo_depth);
    DeviceTreeNode& uart =
        tree.soc->add(fmt::format("serial@{:x}", window.node.address), device.label);
    uart.set_text("compatible", fifo == large_fifo ? "ns16750" : "ns16550a");
    uart.set_cells("reg", two_cells({window.node.address, window.node.size}));
    for (const Wire& wire : tree.node.wires) {
        if (wire.device == device.label && wire.output == device.faces[*window.face].name) {
            uart.set_cells("interrupts", {shared_interrupt, wire.input, level_high});
        }
    }
    uart.set_cells("clock-frequency", {samples_per_bit * bit_rate});
    uart.set_cells("current-speed", {bit_rate});
    uart.set_cells("fifo-size", {fifo});
    uart.set_cells("reg-shift", {2U});
    uart.set_cells("reg-io-width", {4U});
    if (device.text(rpmsg_host_of_link) == tree.node.name) {
        DeviceTreeNode& rpmsg = uart.add("rpmsg");
        rpmsg.set_text("compatible", "ampsim,rpmsg-serial");
        rpmsg.set_cells("current-speed", {bit_rate});
    }
}

} // namespace

void add_uart_links(LinuxTree& tree) {
    for (const Device& device : tree.platform.devices) {
        const Window* window = window_to(tree.node, device);
        if (is_uart_link(device) && window != nullptr) {
            add_face(tree, device, *window);
        }
    }
}

} // namespace ampsim::platform

// SPDX-License-Identifier: BSD-3-Clause
//
// A GICv2m frame as Linux has to find it: a child of its interrupt controller
// (arm,gic-v2m-frame in Linux' bindings, and drivers/irqchip/irq-gic-v2m.c).
#include "sim/platform/gicv2m_reader.h"
#include "sim/platform/linux_tree.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::platform {

const Device* gicv2m_of(const LinuxTree& tree) {
    const auto found = std::find_if(
        tree.platform.devices.begin(), tree.platform.devices.end(), [&](const Device& device) {
            const bool ends_here =
                std::any_of(tree.node.wires.begin(), tree.node.wires.end(),
                            [&](const Wire& wire) { return wire.device == device.label; });
            return is_gicv2m(device) && ends_here && window_to(tree.node, device) != nullptr;
        });
    return found == tree.platform.devices.end() ? nullptr : &*found;
}

void add_gicv2m(LinuxTree& tree, DeviceTreeNode& gic) {
    const Device* frame = gicv2m_of(tree);
    if (frame == nullptr) {
        return;
    }
    const Window& window = *window_to(tree.node, *frame);
    gic.set_cells("#size-cells", {2U});
    gic.set_flag("ranges");
    DeviceTreeNode& added =
        gic.add(fmt::format("{}@{:x}", frame->generic_name, window.node.address), frame->label);
    added.set_text("compatible", gicv2m_compatible);
    added.set_cells("reg", two_cells({window.node.address, window.node.size}));
    added.set_flag("msi-controller");
    added.set_cells("arm,msi-base-spi", {*frame->first_interrupt});
    added.set_cells("arm,msi-num-spis", {static_cast<std::uint32_t>(frame->outputs.size())});
}

} // namespace ampsim::platform

// SPDX-License-Identifier: BSD-3-Clause
//
// Hypervisor-less VirtIO as Linux has to find it (docs/hvl.md). As the host: devices of
// uio_pdrv_genirq, which a monitor in user space takes; its name for one is that of the node. A UIO
// device has one interrupt, so each line of the doorbell is a device of its own. As the remote: the
// slots of the shim, for the stock driver.
#include "sim/platform/hvl_layout.h"
#include "sim/platform/identifier.h"
#include "sim/platform/linux_tree.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::platform {

namespace {

constexpr std::uint32_t shared_interrupt = 0;
constexpr std::uint32_t level_high = 4;
constexpr std::uint64_t driver_slot_size = 0x200; // ampsim_virtio_shim.h
constexpr const char* any_uio_device = "generic-uio";

const Device& device_of(const LinuxTree& tree, const Hvl::Sides& sides) {
    return *std::find_if(tree.platform.devices.begin(), tree.platform.devices.end(),
                         [&](const Device& device) { return device.label == sides.device; });
}

const Window& window_of(const LinuxTree& tree, const Hvl::Sides& sides, std::size_t face) {
    return *std::find_if(
        tree.node.windows.begin(), tree.node.windows.end(),
        [&](const Window& window) { return window.target == sides.device && window.face == face; });
}

Cells reg_of(const LinuxTree& tree, const Hvl::Sides& sides, std::size_t face) {
    const Window& window = window_of(tree, sides, face);
    return two_cells({window.node.address, window.node.size});
}

void add_line(LinuxTree& tree, const std::string& name, const HvlLine& line) {
    DeviceTreeNode& added = tree.soc->add(name);
    added.set_texts("compatible", {"ampsim,hvl-line", any_uio_device});
    added.set_cells("interrupts", {shared_interrupt, line.input, level_high});
}

void add_lines(LinuxTree& tree, const Hvl& hvl) {
    if (hvl.doorbell) {
        for (const HvlLine& line :
             hvl_lines(tree.node, device_of(tree, *hvl.doorbell), hvl.doorbell->host_face)) {
            add_line(tree, fmt::format("{}-doorbell-{}", hvl.name, line.number), line);
        }
    }
    if (hvl.shim) {
        for (const HvlLine& line :
             hvl_lines(tree.node, device_of(tree, *hvl.shim), hvl.shim->host_face)) {
            add_line(tree, hvl.name + "-shim", line);
        }
    }
}

void add_host(LinuxTree& tree, const Hvl& hvl) {
    DeviceTreeNode& added =
        tree.soc->add(fmt::format("{}@{:x}", hvl.name, hvl.host_window), identifier(hvl.name));
    std::vector<Cells> reg = {two_cells({hvl.host_window, hvl.window.size})};
    std::vector<std::string> names = {"window"};
    if (hvl.doorbell) {
        reg.push_back(reg_of(tree, *hvl.doorbell, hvl.doorbell->host_face));
        names.emplace_back("doorbell");
    }
    if (hvl.shim) {
        reg.push_back(reg_of(tree, *hvl.shim, hvl.shim->host_face));
        names.emplace_back("shim");
    }
    added.set_texts("compatible", {"ampsim,hvl", any_uio_device});
    added.set_groups("reg", reg);
    added.set_texts("reg-names", names);
    added.set_text("ampsim,remote", tree.platform.nodes[hvl.remote].name);
    added.set_text("ampsim,registers", hvl.registers_in_ram ? "ram" : "shim");
    added.set_text("ampsim,notification", hvl.per_queue ? "per-queue" : "shared");
    added.set_cells("ampsim,window-base", two_cells({hvl.remote_window}));
    added.set_cells("#address-cells", {1U});
    added.set_cells("#size-cells", {0U});
    for (const HvlDevice& device : hvl.devices) {
        DeviceTreeNode& slot = added.add(fmt::format("device@{}", device.slot));
        slot.set_cells("reg", {device.slot});
        slot.set_text("ampsim,device", device.type);
        slot.set_cells("ampsim,queue-size", {device.queue_size});
        slot.set_cells("ampsim,pool", {static_cast<std::uint32_t>(device.pool_offset),
                                       static_cast<std::uint32_t>(device.pool_size)});
        slot.set_cells("ampsim,first-bit", {hvl.per_queue ? device.first_bit : 0});
    }
    add_lines(tree, hvl);
}

/// Its devices' lines may be one, or one for each slot.
void add_remote(LinuxTree& tree, const Hvl& hvl) {
    const std::uint64_t base = window_of(tree, *hvl.shim, hvl.shim->remote_face).node.address;
    const std::vector<HvlLine> lines =
        hvl_lines(tree.node, device_of(tree, *hvl.shim), hvl.shim->remote_face);
    for (const HvlDevice& device : hvl.devices) {
        const std::uint64_t registers = base + device.slot * driver_slot_size;
        DeviceTreeNode& added =
            tree.soc->add(fmt::format("virtio@{:x}", registers),
                          fmt::format("{}_{}", identifier(hvl.name), device.slot));
        added.set_text("compatible", "virtio,mmio");
        added.set_cells("reg", two_cells({registers, driver_slot_size}));
        const HvlLine& line = lines.size() == 1 ? lines.front() : lines.at(device.slot);
        added.set_cells("interrupts", {shared_interrupt, line.input, level_high});
        added.set_flag("dma-coherent");
    }
}

} // namespace

bool is_of_hvl(const LinuxTree& tree, const Device& device) {
    const std::vector<Hvl>& relations = tree.platform.hvl;
    return std::any_of(relations.begin(), relations.end(), [&](const Hvl& hvl) {
        const bool takes_part = tree.node_index == hvl.host || tree.node_index == hvl.remote;
        return takes_part && ((hvl.doorbell && hvl.doorbell->device == device.label) ||
                              (hvl.shim && hvl.shim->device == device.label));
    });
}

void add_hvl(LinuxTree& tree) {
    for (const Hvl& hvl : tree.platform.hvl) {
        if (hvl.host == tree.node_index) {
            add_host(tree, hvl);
        } else if (hvl.remote == tree.node_index) {
            add_remote(tree, hvl);
        }
    }
}

} // namespace ampsim::platform

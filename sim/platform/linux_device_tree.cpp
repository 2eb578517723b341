// SPDX-License-Identifier: BSD-3-Clause
//
// The device tree of a Linux node: QEMU's machine, and of the shared bus what the node sees.
#include "sim/error.h"
#include "sim/platform/gicv2m_reader.h"
#include "sim/platform/identifier.h"
#include "sim/platform/linux_tree.h"
#include "sim/platform/pci.h"
#include "sim/platform/range.h"
#include "sim/platform/uart_link.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace ampsim::platform {

namespace {

std::string unit_name(const std::string& name, std::uint64_t address) {
    return fmt::format("{}@{:x}", name, address);
}

void add_identity(LinuxTree& tree) {
    std::vector<std::string> compatible = tree.platform.compatible;
    compatible.emplace_back("linux,dummy-virt");
    tree.root.set_text("model",
                       tree.platform.model.empty() ? tree.platform.name : tree.platform.model);
    tree.root.set_texts("compatible", compatible);
    tree.root.set_cells("#address-cells", {2U});
    tree.root.set_cells("#size-cells", {2U});
    tree.root.set_cells("interrupt-parent", {Reference{"gic"}});
}

void add_carveouts(LinuxTree& tree) {
    DeviceTreeNode* parent = nullptr;
    for (const auto& [name, bus] : tree.platform.carveouts) {
        const std::optional<Range> seen = seen_by(tree.node, bus);
        if (!seen) {
            continue;
        }
        if (parent == nullptr) {
            parent = &tree.root.add("reserved-memory");
            parent->set_cells("#address-cells", {2U});
            parent->set_cells("#size-cells", {2U});
            parent->set_flag("ranges");
        }
        DeviceTreeNode& carveout =
            parent->add(unit_name(carveout_node_name(tree.platform, name), seen->address),
                        carveout_label(name));
        if (is_buffer_pool(tree.platform, name)) {
            carveout.set_text("compatible", "shared-dma-pool");
        }
        carveout.set_cells("reg", two_cells({seen->address, seen->size}));
        carveout.set_flag("no-map");
    }
}

/// The lines that belong to a face: those with its name, or all where a device has one face.
void set_interrupts(DeviceTreeNode& device_node, const LinuxTree& tree, const Device& device,
                    const Face& face) {
    constexpr std::uint32_t shared_interrupt = 0;
    constexpr std::uint32_t level_high = 4;
    std::vector<Cells> interrupts;
    std::vector<std::string> names;
    for (const Wire& wire : tree.node.wires) {
        if (wire.device == device.label && (device.faces.size() == 1 || wire.output == face.name)) {
            interrupts.push_back({shared_interrupt, wire.input, level_high});
            names.push_back(wire.output);
        }
    }
    if (!interrupts.empty()) {
        device_node.set_groups("interrupts", interrupts);
    }
    if (interrupts.size() > 1) {
        device_node.set_texts("interrupt-names", names);
    }
}

void add_device(LinuxTree& tree, const Device& device, const Window& window,
                const std::string& label) {
    DeviceTreeNode& added =
        tree.soc->add(unit_name(device.generic_name, window.node.address), label);
    added.set_texts("compatible", device.compatible);
    added.set_cells("reg", two_cells({window.node.address, window.node.size}));
    set_interrupts(added, tree, device, device.faces[*window.face]);
    for (const auto& [property, value] : device.passed_on) {
        if (value) {
            added.set_cells(property, {*value});
        } else {
            added.set_flag(property);
        }
    }
    if (is_omap_mailbox(device)) {
        add_omap_channels(tree, device, added);
    }
}

/// One device for each face that the node sees; the first has the label as it is.
void add_devices(LinuxTree& tree) {
    for (const Device& device : tree.platform.devices) {
        std::set<std::size_t> seen;
        for (const Window& window : tree.node.windows) {
            if (window.target != device.label || !window.face || is_virtio_mmio(device) ||
                is_gicv2m(device) || is_pci_host(device) || is_uart_link(device) ||
                is_of_hvl(tree, device) || !seen.insert(*window.face).second) {
                continue;
            }
            const std::string& face = device.faces[*window.face].name;
            add_device(tree, device, window,
                       seen.size() == 1 ? device.label : device.label + "_" + face);
        }
    }
}

DeviceTreeNode build(const Platform& platform, std::size_t index) {
    LinuxTree tree(platform, index);
    if (tree.node.machine != "virt") {
        throw InputError(fmt::format(
            "{}: no device tree for Linux on QEMU's machine {} (domain {}); there is one "
            "for virt",
            tree.node.origin, tree.node.machine, tree.node.name));
    }
    add_identity(tree);
    add_virt_machine(tree);
    add_carveouts(tree);
    add_devices(tree);
    add_virtio_devices(tree);
    add_hvl(tree);
    add_pci_hosts(tree);
    add_uart_links(tree);
    add_imx_remote_processors(tree);
    if (const std::optional<std::string> label = ambiguous_label(tree.root)) {
        throw InputError(
            fmt::format("{}: the device tree of {} has two nodes with label '{}': give "
                        "the device another one",
                        platform.file, tree.node.name, *label));
    }
    return std::move(tree.root);
}

} // namespace

std::string carveout_label(const std::string& name) {
    return identifier(name);
}

std::optional<Range> seen_by(const Node& node, const Range& bus) {
    for (const Window& window : node.windows) {
        if (contains({window.bus, window.node.size}, bus)) {
            return Range{window.node.address + (bus.address - window.bus), bus.size};
        }
    }
    return std::nullopt;
}

const Window* window_to(const Node& node, const Device& device) {
    const auto found =
        std::find_if(node.windows.begin(), node.windows.end(), [&](const Window& window) {
            return window.face && window.target == device.label;
        });
    return found == node.windows.end() ? nullptr : &*found;
}

std::string linux_device_tree(const Platform& platform, std::size_t node) {
    return flattened(build(platform, node));
}

std::string linux_device_tree_source(const Platform& platform, std::size_t node) {
    return source(build(platform, node));
}

} // namespace ampsim::platform

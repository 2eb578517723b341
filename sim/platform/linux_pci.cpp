// SPDX-License-Identifier: BSD-3-Clause
//
// A PCI host bridge as Linux' pci-host-ecam-generic has to find it. Functions are not in the device
// tree: Linux finds them itself; only where their lines go, and their messages, it has to be told.
#include "sim/error.h"
#include "sim/platform/linux_tree.h"
#include "sim/platform/pci.h"

#include <fmt/format.h>

namespace ampsim::platform {

namespace {

constexpr std::uint32_t memory_of_32_bits = 0x0200'0000; ///< of "ranges"
constexpr std::uint32_t interrupt_a = 1;
constexpr std::uint32_t shared_interrupt = 0;
constexpr std::uint32_t level_high = 4;
constexpr unsigned slot_shift = 11; ///< of a function's number
constexpr std::uint32_t all_functions = 0x1'0000;

const Window* window_to_face(const Node& node, const Device& device, std::size_t face) {
    for (const Window& window : node.windows) {
        if (window.target == device.label && window.face == face) {
            return &window;
        }
    }
    return nullptr;
}

/// Slot and pin, to an input of the interrupt controller.
std::vector<Cells> interrupt_map(const LinuxTree& tree, std::size_t host) {
    const bool gic_has_addresses = gicv2m_of(tree) != nullptr;
    std::vector<Cells> map;
    for (const Device& device : tree.platform.devices) {
        if (!is_on_pci(device) || pci_host_of(tree.platform, device) != host) {
            continue;
        }
        for (const Wire& wire : tree.node.wires) {
            if (wire.device == device.label) {
                Cells line = {pci_slot_of(device) << slot_shift, 0U, 0U, interrupt_a,
                              Reference{"gic"}};
                if (gic_has_addresses) {
                    line.insert(line.end(), {0U, 0U});
                }
                line.insert(line.end(), {shared_interrupt, wire.input, level_high});
                map.push_back(line);
            }
        }
    }
    return map;
}

void add(LinuxTree& tree, std::size_t index) {
    const Device& device = tree.platform.devices[index];
    const Window* config = window_to_face(tree.node, device, 0);
    const Window* memory = window_to_face(tree.node, device, 1);
    if (config == nullptr || memory == nullptr) {
        throw InputError(
            fmt::format("{}: {} sees one of the windows of PCI host '{}' only; add the "
                        "other to the address map of its cluster",
                        device.origin, tree.node.name, device.label));
    }
    DeviceTreeNode& added = tree.soc->add(
        fmt::format("{}@{:x}", device.generic_name, config->node.address), device.label);
    added.set_text("compatible", pci_host_compatible);
    added.set_text("device_type", "pci");
    added.set_cells("reg", two_cells({config->node.address, config->node.size}));
    added.set_cells("bus-range", {0U, 0U});
    added.set_cells("#address-cells", {3U});
    added.set_cells("#size-cells", {2U});
    Cells range = {memory_of_32_bits};
    // PCI addresses are those of the bus; 32 bits hold them, as the host's factory sees to.
    for (const std::uint64_t number :
         {device.faces[1].bus.address, memory->node.address, memory->node.size}) {
        range.push_back(static_cast<std::uint32_t>(number >> 32U));
        range.push_back(static_cast<std::uint32_t>(number));
    }
    added.set_cells("ranges", range);
    added.set_cells("#interrupt-cells", {1U});
    if (const std::vector<Cells> map = interrupt_map(tree, index); !map.empty()) {
        constexpr std::uint32_t any_slot = 0xf800;
        constexpr std::uint32_t any_pin = 7;
        added.set_cells("interrupt-map-mask", {any_slot, 0U, 0U, any_pin});
        added.set_groups("interrupt-map", map);
    }
    if (const Device* frame = gicv2m_of(tree)) {
        added.set_cells("msi-map", {0U, Reference{frame->label}, 0U, all_functions});
    }
    added.set_flag("dma-coherent");
}

} // namespace

void add_pci_hosts(LinuxTree& tree) {
    for (std::size_t i = 0; i < tree.platform.devices.size(); ++i) {
        const Device& device = tree.platform.devices[i];
        if (is_pci_host(device) && window_to(tree.node, device) != nullptr) {
            add(tree, i);
        }
    }
}

} // namespace ampsim::platform

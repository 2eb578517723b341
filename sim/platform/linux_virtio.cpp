// SPDX-License-Identifier: BSD-3-Clause
//
// VirtIO devices over MMIO as Linux has to find them [VirtIO 1.2, 4.2.1]. One with
// message-signalled interrupts or doorbells says so first, so that its own driver comes before the
// stock one, which can drive it with one interrupt.
#include "sim/platform/linux_tree.h"
#include "sim/platform/pci.h"

#include <fmt/format.h>

namespace ampsim::platform {

namespace {

constexpr const char* stock = "virtio,mmio";
constexpr const char* with_additions = "ampsim,virtio-mmio";
constexpr std::uint32_t shared_interrupt = 0;
constexpr std::uint32_t level_high = 4;

void add(LinuxTree& tree, const Device& device) {
    const bool msi = device.text("interrupt") == "msi";
    const bool doorbell = device.text("notify") == "doorbell";
    const std::string rings = device.text("ring-memory");
    std::vector<Cells> windows;
    std::vector<std::string> names;
    for (const Window& window : tree.node.windows) {
        if (window.target == device.label && window.face) {
            windows.push_back(two_cells({window.node.address, window.node.size}));
            names.push_back(device.faces[*window.face].name);
        }
    }
    const Window& first = *window_to(tree.node, device);
    DeviceTreeNode& added = tree.soc->add(
        fmt::format("{}@{:x}", device.generic_name, first.node.address), device.label);
    added.set_texts("compatible", msi || doorbell || !rings.empty()
                                      ? std::vector<std::string>{with_additions, stock}
                                      : std::vector<std::string>{stock});
    added.set_groups("reg", windows);
    if (names.size() > 1) {
        added.set_texts("reg-names", names);
    }
    for (const Wire& wire : tree.node.wires) {
        if (wire.device == device.label) {
            added.set_cells("interrupts", {shared_interrupt, wire.input, level_high});
        }
    }
    if (const Device* frame = gicv2m_of(tree); msi && frame != nullptr) {
        added.set_cells("msi-parent", {Reference{frame->label}});
    }
    if (!rings.empty()) {
        added.set_cells("memory-region", {Reference{carveout_label(rings)}});
    }
    for (const auto& [property, value] : device.passed_on) {
        if (!value) {
            added.set_flag(property);
        }
    }
}

} // namespace

bool is_virtio_mmio(const Device& device) {
    return device.compatible.front() == stock || device.compatible.front() == with_additions;
}

void add_virtio_devices(LinuxTree& tree) {
    for (const Device& device : tree.platform.devices) {
        if (is_virtio_mmio(device) && !is_on_pci(device) &&
            window_to(tree.node, device) != nullptr) {
            add(tree, device);
        }
    }
}

} // namespace ampsim::platform

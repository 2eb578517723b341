// SPDX-License-Identifier: BSD-3-Clause
//
// The device tree of a Linux node while its parts are being written.
#pragma once

#include "sim/platform/device_tree.h"
#include "sim/platform/platform.h"

#include <optional>
#include <string>

namespace ampsim::platform {

struct LinuxTree {
    LinuxTree(const Platform& the_platform, std::size_t index)
        : platform(the_platform), node_index(index), node(the_platform.nodes.at(index)) {}

    const Platform& platform;
    const std::size_t node_index;
    const Node& node;
    DeviceTreeNode root;
    DeviceTreeNode* soc = nullptr; ///< simple bus for everything with registers
};

/// Label of a fixed clock that nobody reads the rate of: drivers want one to exist.
inline constexpr const char* clock_label = "clk_24m";

/// How a carve-out's node is referred to.
std::string carveout_label(const std::string& name);

/// Where the node sees a range of the bus; nothing when it does not see all of it in one window.
std::optional<Range> seen_by(const Node& node, const Range& bus);

/// The node's window to a device; null when it has none. With several faces, to the first it sees.
const Window* window_to(const Node& node, const Device& device);

/// What QEMU's machine "virt" brings along: processor, memory, timer, interrupt controller, UART.
void add_virt_machine(LinuxTree& tree);

/// The GICv2m frame whose interrupts the node takes; null when there is none that it sees.
const Device* gicv2m_of(const LinuxTree& tree);

/// The frame, if there is one, as a child of the interrupt controller, which has two address cells.
void add_gicv2m(LinuxTree& tree, DeviceTreeNode& gic);

/// A remote processor for each RPMsg relation in which the node is the host, where drivers/
/// remoteproc/imx_rproc.c is the driver. Throws InputError when the relation lacks something.
void add_imx_remote_processors(LinuxTree& tree);

/// Whether drivers/mailbox/omap-mailbox.c drives it.
bool is_omap_mailbox(const Device& device);

/// What that driver wants of the mailbox's node, a child for each direction of each relation in
/// which the node is the host. Throws InputError when the two sides have no FIFO.
void add_omap_channels(const LinuxTree& tree, const Device& device, DeviceTreeNode& mailbox);

/// Properties of the remote processor that lead to these children.
void set_omap_mailboxes(const LinuxTree& tree, const Rpmsg& relation, DeviceTreeNode& remote);

/// Whether add_virtio_devices() adds it.
bool is_virtio_mmio(const Device& device);

/// The VirtIO-MMIO devices that the node sees.
void add_virtio_devices(LinuxTree& tree);

/// Whether a relation of hypervisor-less VirtIO describes the device to the node: then it is no
/// device of its own.
bool is_of_hvl(const LinuxTree& tree, const Device& device);

/// For each relation of hypervisor-less VirtIO: what a monitor finds where the node is the host,
/// VirtIO-MMIO devices where it is the remote.
void add_hvl(LinuxTree& tree);

/// The PCI hosts that the node sees.
void add_pci_hosts(LinuxTree& tree);

/// The carve-out is the pool that a remote processor's buffers, or a VirtIO device's rings, come
/// from.
bool is_buffer_pool(const Platform& platform, const std::string& carveout);

/// What its node is called, before the '@': a driver may look for that name.
std::string carveout_node_name(const Platform& platform, const std::string& carveout);

} // namespace ampsim::platform

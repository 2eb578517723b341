// SPDX-License-Identifier: BSD-3-Clause
//
// The bindings of the i.MX remote processor: fsl,imx-rproc.yaml and fsl,mu.yaml, as the drivers
// imx_rproc and imx-mailbox of Linux 6.1 read them. Everything i.MX-specific is here.
#include "sim/error.h"
#include "sim/platform/linux_tree.h"
#include "sim/platform/range.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::platform {

namespace {

constexpr const char* mailbox_compatible = "fsl,imx6sx-mu";
constexpr const char* buffer_pool = "vdev0buffer";
/// In the order in which Linux wants them: the pool of buffers is taken from the first.
constexpr const char* carveouts[] = {buffer_pool, "vdev0vring0", "vdev0vring1", "rsc-table"};

/// Where Linux' driver looks for what the remote has at an address: tables of the real chips.
struct Translation {
    Range remote;
    std::uint64_t linux_address;
};

/// A kind of remote that imx_rproc knows.
struct Flavour {
    const char* controller; ///< compatible of the device that starts and stops it; null: it only
                            ///< attaches, to a remote that the boot loader started
    const char* remote;     ///< compatible of the remote processor
    std::vector<Translation> translations;
    const char* memory; ///< where carve-outs can be, for people
};

const std::vector<Flavour>& flavours() {
    static const std::vector<Translation> imx8mq = {
        {{0x0000'0000, 0x0002'0000}, 0x007e'0000}, // TCML, alias
        {{0x0090'0000, 0x0002'0000}, 0x0090'0000}, // OCRAM, which the driver knows in two halves
        {{0x0092'0000, 0x0002'0000}, 0x0092'0000},
        {{0x1ffe'0000, 0x0002'0000}, 0x007e'0000}, // TCML
        {{0x2000'0000, 0x0002'0000}, 0x0080'0000}, // TCMU
        {{0x4000'0000, 0x8000'0000}, 0x4000'0000}, // DDR
    };
    constexpr const char* imx8mq_memory = "0x40000000 to 0xbfffffff";
    static const std::vector<Flavour> all = {
        {"fsl,imx8mm-src", "fsl,imx8mm-cm4", imx8mq, imx8mq_memory},
        {"fsl,imx8mq-src", "fsl,imx8mq-cm4", imx8mq, imx8mq_memory},
        {nullptr,
         "fsl,imx8ulp-cm33",
         {{{0x8000'0000, 0x6000'0000}, 0x8000'0000}},
         "0x80000000 to 0xdfffffff"},
    };
    return all;
}

[[noreturn]] void fail(const Rpmsg& relation, const std::string& property,
                       const std::string& message) {
    throw InputError(fmt::format("{}: property '{}': {}", relation.origin, property, message));
}

const Device& mailbox_of(const LinuxTree& tree, const Rpmsg& relation) {
    const auto found =
        std::find_if(tree.platform.devices.begin(), tree.platform.devices.end(),
                     [&](const Device& device) { return device.label == relation.mailbox; });
    if (found == tree.platform.devices.end() ||
        !(found->is_compatible(mailbox_compatible) || is_omap_mailbox(*found))) {
        fail(relation, "mbox",
             fmt::format("'{}' is no mailbox that a Linux host can use; expected one of compatible "
                         "\"{}\", or TI's, such as \"ti,am64-mailbox\"",
                         relation.mailbox, mailbox_compatible));
    }
    if (window_to(tree.node, *found) == nullptr) {
        fail(relation, "mbox",
             fmt::format("'{}' is not in the address-map of the host {}", relation.mailbox,
                         tree.node.name));
    }
    return *found;
}

/// What starts and stops the remote, and how Linux calls such a remote.
struct Remote {
    const Flavour& flavour;
    const Device* controller; ///< null: nothing in Linux' hands
};

Remote remote_of(const LinuxTree& tree, const Rpmsg& relation) {
    const Flavour* only_attached = nullptr;
    for (const Flavour& flavour : flavours()) {
        if (flavour.controller == nullptr) {
            only_attached = &flavour;
            continue;
        }
        for (const Device& device : tree.platform.devices) {
            if (device.controls == relation.remote && device.is_compatible(flavour.controller) &&
                window_to(tree.node, device) != nullptr) {
                return {flavour, &device};
            }
        }
    }
    return {*only_attached, nullptr};
}

/// Where Linux' driver looks for a range of the remote.
std::optional<std::uint64_t> translated(const Flavour& flavour, const Range& remote) {
    for (const Translation& translation : flavour.translations) {
        if (contains(translation.remote, remote)) {
            return translation.linux_address + (remote.address - translation.remote.address);
        }
    }
    return std::nullopt;
}

/// The driver knows the map of the real chip: a carve-out has to be where it looks.
void expect_translation(const LinuxTree& tree, const Rpmsg& relation, const Flavour& flavour,
                        const std::string& name) {
    const Range& bus = *tree.platform.carveout(relation, name);
    const Node& remote = tree.platform.nodes[relation.remote];
    const std::optional<Range> here = seen_by(tree.node, bus);
    const std::optional<Range> there = seen_by(remote, bus);
    if (!here || !there) {
        fail(relation, "carveouts",
             fmt::format("{} at bus {} is not within one window of {}", name, range_text(bus),
                         here ? remote.name : tree.node.name));
    }
    if (translated(flavour, *there) != here->address) {
        fail(relation, "carveouts",
             fmt::format("{} has address {:#x} for {} and {:#x} for {}; Linux' imx_rproc expects "
                         "DDR at the same address for both, from {}",
                         name, there->address, remote.name, here->address, tree.node.name,
                         flavour.memory));
    }
}

Cells carveout_references(const LinuxTree& tree, const Rpmsg& relation, const Flavour& flavour) {
    Cells references;
    for (const char* name : carveouts) {
        const auto given = relation.carveouts.find(name);
        if (given == relation.carveouts.end()) {
            fail(relation, "carveouts",
                 fmt::format("'{}' is missing; expected the carve-outs {}", name,
                             fmt::join(std::begin(carveouts), std::end(carveouts), ", ")));
        }
        expect_translation(tree, relation, flavour, name);
        references.emplace_back(Reference{carveout_label(given->second)});
    }
    return references;
}

void set_mailboxes(const LinuxTree& tree, const Rpmsg& relation, const Device& mailbox,
                   DeviceTreeNode& remote) {
    if (is_omap_mailbox(mailbox)) {
        set_omap_mailboxes(tree, relation, remote);
        return;
    }
    constexpr std::uint32_t transmit = 0;
    constexpr std::uint32_t receive = 1;
    constexpr std::uint32_t receive_doorbell = 3;
    constexpr std::uint32_t channel = 1; // NXP's choice for RPMsg, on both sides
    const Reference mu{mailbox.label};
    remote.set_groups(
        "mboxes",
        {{mu, transmit, channel}, {mu, receive, channel}, {mu, receive_doorbell, channel}});
    remote.set_texts("mbox-names", {"tx", "rx", "rxdb"});
}

void add_remote_processor(LinuxTree& tree, const Rpmsg& relation) {
    const Device& mailbox = mailbox_of(tree, relation);
    const Remote found = remote_of(tree, relation);
    DeviceTreeNode& remote =
        tree.root.add("remoteproc-" + tree.platform.nodes[relation.remote].name);
    remote.set_text("compatible", found.flavour.remote);
    if (found.controller != nullptr) {
        remote.set_cells("clocks", {Reference{clock_label}});
        remote.set_cells("syscon", {Reference{found.controller->label}});
    }
    set_mailboxes(tree, relation, mailbox, remote);
    remote.set_cells("memory-region", carveout_references(tree, relation, found.flavour));
}

} // namespace

void add_imx_remote_processors(LinuxTree& tree) {
    for (const Rpmsg& relation : tree.platform.rpmsg) {
        if (relation.host == tree.node_index) {
            add_remote_processor(tree, relation);
        }
    }
}

bool is_buffer_pool(const Platform& platform, const std::string& carveout) {
    const std::vector<Device>& devices = platform.devices;
    if (std::any_of(devices.begin(), devices.end(), [&carveout](const Device& device) {
            return is_virtio_mmio(device) && device.text("ring-memory") == carveout;
        })) {
        return true;
    }
    return std::any_of(platform.rpmsg.begin(), platform.rpmsg.end(),
                       [&carveout](const Rpmsg& relation) {
                           const auto pool = relation.carveouts.find(buffer_pool);
                           return pool != relation.carveouts.end() && pool->second == carveout;
                       });
}

std::string carveout_node_name(const Platform& platform, const std::string& carveout) {
    for (const Rpmsg& relation : platform.rpmsg) {
        for (const auto& [node_name, name] : relation.carveouts) {
            if (name == carveout) {
                return node_name;
            }
        }
    }
    return carveout;
}

} // namespace ampsim::platform

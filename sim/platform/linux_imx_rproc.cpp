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

/// A reset controller that imx_rproc starts and stops a remote with.
struct Controller {
    const char* compatible;
    const char* remote; ///< compatible of the remote processor
};
constexpr Controller controllers[] = {
    {"fsl,imx8mm-src", "fsl,imx8mm-cm4"},
    {"fsl,imx8mq-src", "fsl,imx8mq-cm4"},
};

/// imx_rproc_att_imx8mq, which serves the i.MX 8M Mini as well: where Linux looks for what the
/// remote has at an address.
struct Translation {
    Range remote;
    std::uint64_t linux_address;
};
constexpr Translation translations[] = {
    {{0x0000'0000, 0x0002'0000}, 0x007e'0000}, // TCML, alias
    {{0x0090'0000, 0x0002'0000}, 0x0090'0000}, // OCRAM, which the driver knows in two halves
    {{0x0092'0000, 0x0002'0000}, 0x0092'0000}, {{0x1ffe'0000, 0x0002'0000}, 0x007e'0000}, // TCML
    {{0x2000'0000, 0x0002'0000}, 0x0080'0000},                                            // TCMU
    {{0x4000'0000, 0x8000'0000}, 0x4000'0000},                                            // DDR
};

[[noreturn]] void fail(const Rpmsg& relation, const std::string& property,
                       const std::string& message) {
    throw InputError(fmt::format("{}: property '{}': {}", relation.origin, property, message));
}

const Device& mailbox_of(const LinuxTree& tree, const Rpmsg& relation) {
    const auto found =
        std::find_if(tree.platform.devices.begin(), tree.platform.devices.end(),
                     [&](const Device& device) { return device.label == relation.mailbox; });
    if (found == tree.platform.devices.end() || !found->is_compatible(mailbox_compatible)) {
        fail(relation, "mbox",
             fmt::format(
                 "'{}' is no mailbox that a Linux host can use; expected one of compatible \"{}\"",
                 relation.mailbox, mailbox_compatible));
    }
    if (window_to(tree.node, *found) == nullptr) {
        fail(relation, "mbox",
             fmt::format("'{}' is not in the address-map of the host {}", relation.mailbox,
                         tree.node.name));
    }
    return *found;
}

struct ControllerDevice {
    const Controller& kind;
    const Device& device;
};

ControllerDevice controller_of(const LinuxTree& tree, const Rpmsg& relation) {
    std::vector<std::string> known;
    for (const Controller& kind : controllers) {
        known.push_back(fmt::format("\"{}\"", kind.compatible));
        for (const Device& device : tree.platform.devices) {
            if (device.controls == relation.remote && device.is_compatible(kind.compatible) &&
                window_to(tree.node, device) != nullptr) {
                return {kind, device};
            }
        }
    }
    fail(relation, "remote",
         fmt::format("nothing in the address-map of {} starts and stops {}; expected a device of "
                     "compatible {} "
                     "with ampsim,controls = <&{}>",
                     tree.node.name, tree.platform.nodes[relation.remote].name,
                     fmt::join(known, " or "), tree.platform.nodes[relation.remote].cluster));
}

/// Where Linux' driver looks for a range of the remote.
std::optional<std::uint64_t> translated(const Range& remote) {
    for (const Translation& translation : translations) {
        if (contains(translation.remote, remote)) {
            return translation.linux_address + (remote.address - translation.remote.address);
        }
    }
    return std::nullopt;
}

/// The driver knows the map of the real chip: a carve-out has to be where it looks.
void expect_translation(const LinuxTree& tree, const Rpmsg& relation, const std::string& name) {
    const Range& bus = tree.platform.carveouts.at(name);
    const Node& remote = tree.platform.nodes[relation.remote];
    const std::optional<Range> here = seen_by(tree.node, bus);
    const std::optional<Range> there = seen_by(remote, bus);
    if (!here || !there) {
        fail(relation, "carveouts",
             fmt::format("{} at bus {} is not within one window of {}", name, range_text(bus),
                         here ? remote.name : tree.node.name));
    }
    if (translated(*there) != here->address) {
        fail(relation, "carveouts",
             fmt::format("{} has address {:#x} for {} and {:#x} for {}; Linux' imx_rproc expects "
                         "DDR at the same "
                         "address for both, from 0x40000000 to 0xbfffffff",
                         name, there->address, remote.name, here->address, tree.node.name));
    }
}

Cells carveout_references(const LinuxTree& tree, const Rpmsg& relation) {
    Cells references;
    for (const char* name : carveouts) {
        const auto& given = relation.carveouts;
        if (std::find(given.begin(), given.end(), name) == given.end()) {
            fail(relation, "carveouts",
                 fmt::format("'{}' is missing; expected the carve-outs {}", name,
                             fmt::join(std::begin(carveouts), std::end(carveouts), ", ")));
        }
        expect_translation(tree, relation, name);
        references.emplace_back(Reference{carveout_label(name)});
    }
    return references;
}

void add_remote_processor(LinuxTree& tree, const Rpmsg& relation) {
    const Device& mailbox = mailbox_of(tree, relation);
    const ControllerDevice controller = controller_of(tree, relation);
    const Reference mu{mailbox.label};
    constexpr std::uint32_t transmit = 0;
    constexpr std::uint32_t receive = 1;
    constexpr std::uint32_t receive_doorbell = 3;
    constexpr std::uint32_t channel = 1; // NXP's choice for RPMsg, on both sides

    DeviceTreeNode& remote =
        tree.root.add("remoteproc-" + tree.platform.nodes[relation.remote].name);
    remote.set_text("compatible", controller.kind.remote);
    remote.set_cells("clocks", {Reference{clock_label}});
    remote.set_cells("syscon", {Reference{controller.device.label}});
    remote.set_groups(
        "mboxes",
        {{mu, transmit, channel}, {mu, receive, channel}, {mu, receive_doorbell, channel}});
    remote.set_texts("mbox-names", {"tx", "rx", "rxdb"});
    remote.set_cells("memory-region", carveout_references(tree, relation));
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
    return carveout == buffer_pool &&
           std::any_of(platform.rpmsg.begin(), platform.rpmsg.end(), [&](const Rpmsg& relation) {
               return std::find(relation.carveouts.begin(), relation.carveouts.end(), carveout) !=
                      relation.carveouts.end();
           });
}

} // namespace ampsim::platform

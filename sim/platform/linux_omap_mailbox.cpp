// SPDX-License-Identifier: BSD-3-Clause
//
// The binding of TI's mailboxes, ti,omap-mailbox.yaml, as the driver omap-mailbox of Linux 6.1
// reads it. A channel there is a FIFO each way, and one client's. imx_rproc wants a channel to send
// and another to receive: each is a child of the mailbox, whose other way is a FIFO that nobody
// uses.
#include "models/mailbox/omap_mailbox_layout.h"
#include "sim/error.h"
#include "sim/platform/identifier.h"
#include "sim/platform/linux_tree.h"
#include "sim/platform/mailbox.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::platform {

namespace {

std::optional<models::OmapMailboxLayout> layout_of(const Device& device) {
    for (const std::string& compatible : device.compatible) {
        if (const auto layout = models::omap_mailbox_layout(compatible)) {
            return layout;
        }
    }
    return std::nullopt;
}

std::string channel_label(const LinuxTree& tree, const Rpmsg& relation, const char* way) {
    return identifier(
        fmt::format("{}_{}_{}", relation.mailbox, tree.platform.nodes[relation.remote].name, way));
}

void add_channel(DeviceTreeNode& mailbox, const std::string& label, std::uint32_t user,
                 std::uint32_t transmit, std::uint32_t receive) {
    constexpr std::uint32_t line = 0; // the node's first from this device
    std::string name = label;
    std::replace(name.begin(), name.end(), '_', '-');
    DeviceTreeNode& channel = mailbox.add(name, label);
    channel.set_cells("ti,mbox-tx", {transmit, line, user});
    channel.set_cells("ti,mbox-rx", {receive, line, user});
}

} // namespace

bool is_omap_mailbox(const Device& device) {
    return layout_of(device).has_value();
}

void add_omap_channels(const LinuxTree& tree, const Device& device, DeviceTreeNode& mailbox) {
    const models::OmapMailboxLayout layout = *layout_of(device);
    mailbox.set_cells("ti,mbox-num-users", {static_cast<std::uint32_t>(layout.users)});
    mailbox.set_cells("ti,mbox-num-fifos", {static_cast<std::uint32_t>(layout.fifos)});
    const auto unused = static_cast<std::uint32_t>(layout.fifos - 2); // and the one after it
    for (const Rpmsg& relation : tree.platform.rpmsg) {
        if (relation.host != tree.node_index || relation.mailbox != device.label) {
            continue;
        }
        const auto way = mailbox_way(tree.platform, relation, tree.node_index);
        if (!way) {
            throw InputError(fmt::format("{}: property 'mbox': '{}' has no face that both sides "
                                         "see and that interrupts them; expected one for each",
                                         relation.origin, relation.mailbox));
        }
        const auto user = static_cast<std::uint32_t>(way->own);
        add_channel(mailbox, channel_label(tree, relation, "tx"), user,
                    static_cast<std::uint32_t>(way->send), unused);
        add_channel(mailbox, channel_label(tree, relation, "rx"), user, unused + 1,
                    static_cast<std::uint32_t>(way->receive));
    }
}

void set_omap_mailboxes(const LinuxTree& tree, const Rpmsg& relation, DeviceTreeNode& remote) {
    const Reference mailbox{relation.mailbox};
    remote.set_groups("mboxes", {{mailbox, Reference{channel_label(tree, relation, "tx")}},
                                 {mailbox, Reference{channel_label(tree, relation, "rx")}}});
    remote.set_texts("mbox-names", {"tx", "rx"});
}

} // namespace ampsim::platform

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/mailbox.h"

#include "models/mailbox/imx_mu_layout.h"
#include "models/mailbox/omap_mailbox_layout.h"
#include "models/mailbox/zynqmp_ipi_layout.h"
#include "sim/error.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::platform {

namespace {

const Device* device_of(const Platform& platform, const std::string& label) {
    const auto found = std::find_if(platform.devices.begin(), platform.devices.end(),
                                    [&](const Device& device) { return device.label == label; });
    return found == platform.devices.end() ? nullptr : &*found;
}

/// The first layout that one of the device's compatible strings stands for.
template <typename Find>
auto layout_of(const Device& device, Find find) {
    for (const std::string& compatible : device.compatible) {
        if (auto layout = find(compatible)) {
            return layout;
        }
    }
    return decltype(find("")){};
}

MailboxWay omap_way(const Rpmsg& relation, const models::OmapMailboxLayout& layout, std::size_t own,
                    std::size_t other) {
    const std::size_t send = models::omap_mailbox_fifo(own, other);
    const std::size_t receive = models::omap_mailbox_fifo(other, own);
    if (std::max(send, receive) >= layout.fifos) {
        throw InputError(fmt::format("{}: property 'mbox': '{}' has {} FIFOs, and none for its "
                                     "users {} and {}; expected another pair of faces",
                                     relation.origin, relation.mailbox, layout.fifos, own, other));
    }
    return {"omap", own, other, send, receive};
}

/// Where the node sees the message buffers.
std::optional<std::uint64_t> buffers_seen_by(const Node& node, const Device& device) {
    for (const Window& window : node.windows) {
        if (window.target == device.label && window.face &&
            device.faces[*window.face].name == "buffers") {
            return window.node.address - window.offset;
        }
    }
    return std::nullopt;
}

std::optional<MailboxWay> ipi_way(const models::ZynqmpIpiLayout& layout, const Node& node,
                                  const MailboxEnd& here, const MailboxEnd& there) {
    const std::string& own = here.device->faces[here.face].name;
    const std::string& other = there.device->faces[there.face].name;
    if (layout.agent(own) == nullptr || layout.agent(other) == nullptr) {
        return std::nullopt;
    }
    MailboxWay way{"ipi", layout.agent(own)->bit, layout.agent(other)->bit};
    if (const std::optional<std::uint64_t> base = buffers_seen_by(node, *here.device)) {
        const std::size_t own_buffer = *models::zynqmp_ipi_buffer(layout, own);
        const std::size_t other_buffer = *models::zynqmp_ipi_buffer(layout, other);
        way.send = *base + models::zynqmp_ipi_request(own_buffer, other_buffer);
        way.receive = *base + models::zynqmp_ipi_request(other_buffer, own_buffer);
    }
    return way;
}

} // namespace

std::optional<MailboxEnd> mailbox_end(const Platform& platform, const Rpmsg& relation,
                                      std::size_t node) {
    const Device* device = device_of(platform, relation.mailbox);
    if (device == nullptr) {
        return std::nullopt;
    }
    for (const Window& window : platform.nodes[node].windows) {
        for (const Wire& wire : platform.nodes[node].wires) {
            if (window.face && window.target == relation.mailbox &&
                wire.device == relation.mailbox &&
                wire.output == device->faces[*window.face].name) {
                return MailboxEnd{device, *window.face, window.node, wire.input};
            }
        }
    }
    return std::nullopt;
}

std::optional<MailboxWay> mailbox_way(const Platform& platform, const Rpmsg& relation,
                                      std::size_t node) {
    const std::optional<MailboxEnd> here = mailbox_end(platform, relation, node);
    const std::optional<MailboxEnd> there =
        mailbox_end(platform, relation, node == relation.host ? relation.remote : relation.host);
    if (!here || !there) {
        return std::nullopt;
    }
    if (layout_of(*here->device, models::imx_mu_layout)) {
        return MailboxWay{"mu", here->face, there->face};
    }
    if (const auto layout = layout_of(*here->device, models::omap_mailbox_layout)) {
        return omap_way(relation, *layout, here->face, there->face);
    }
    if (const auto* layout = layout_of(*here->device, models::zynqmp_ipi_layout)) {
        return ipi_way(*layout, platform.nodes[node], *here, *there);
    }
    return std::nullopt;
}

} // namespace ampsim::platform

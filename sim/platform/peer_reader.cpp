// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/peer_reader.h"

#include "sim/platform/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace ampsim::platform {

namespace {

constexpr const char* peer_compatible = "remote-port";
constexpr const char* master_compatible = "remote-port-memory-master";
constexpr const char* slave_compatible = "remote-port-memory-slave";
constexpr const char* gpio_compatible = "remote-port-gpio";
constexpr const char* controller_property = "interrupt-controller";
constexpr const char* base = "base";
constexpr std::uint32_t most_channels = 512; // of libsystemctlm-soc; QEMU has 1024

std::vector<BlobNode> children_of(const BlobNode& cluster, const char* compatible) {
    std::vector<BlobNode> found;
    for (const BlobNode& child : cluster.children()) {
        if (child.is_compatible(compatible)) {
            found.push_back(child);
        }
    }
    return found;
}

std::vector<BlobNode> wires_of(const BlobNode& cluster, bool to_peer) {
    std::vector<BlobNode> found;
    for (const BlobNode& child : children_of(cluster, gpio_compatible)) {
        if (child.find(controller_property).has_value() == to_peer) {
            found.push_back(child);
        }
    }
    return found;
}

std::uint32_t checked_channel(const BlobProperty& property, std::uint32_t channel) {
    if (channel >= most_channels) {
        property.fail(fmt::format("channel {}; expected one from 0 to {}, as the peer numbers them",
                                  channel, most_channels - 1));
    }
    return channel;
}

std::uint64_t read_base(const BlobNode& master) {
    const std::optional<BlobProperty> property = master.find(setting_property(base));
    if (!property) {
        return 0;
    }
    const std::string expected = "<address> of one or two cells, added to the peer's addresses";
    if (property->bytes().size() != 4 && property->bytes().size() != 8) {
        property->fail("expected " + expected);
    }
    CellReader cells(*property, expected);
    return cells.number(static_cast<unsigned>(property->bytes().size() / 4));
}

} // namespace

bool is_peer(const BlobNode& cluster) {
    return cluster.is_compatible(peer_compatible);
}

std::uint32_t read_channel(const BlobNode& node) {
    const BlobProperty property = node.require("reg", "<channel>, as the peer numbers it");
    return checked_channel(property, property.cell());
}

std::vector<PeerMaster> read_masters(const BlobNode& cluster) {
    std::vector<PeerMaster> masters;
    std::set<std::uint32_t> taken;
    for (const BlobNode& child : cluster.children()) {
        if (child.generic_name() == "cpu") {
            continue; // for people
        }
        const bool is_master = child.is_compatible(master_compatible);
        const bool is_gpio = child.is_compatible(gpio_compatible);
        if (!is_master && !is_gpio) {
            child.fail(fmt::format("expected compatible = \"{}\" or \"{}\": the channels of a "
                                   "Remote-Port peer; what it shows of its own memory lies on the "
                                   "bus, as \"{}\"",
                                   master_compatible, gpio_compatible, slave_compatible));
        }
        const std::uint32_t channel = read_channel(child);
        if (!taken.insert(channel).second) {
            child.fail(fmt::format("channel {} is described twice", channel));
        }
        expect_only(child, is_master ? std::vector<std::string>{base} : std::vector<std::string>{});
        if (is_master) {
            masters.push_back({channel, read_base(child)});
        }
    }
    return masters;
}

std::vector<BlobNode> peer_inputs(const BlobNode& cluster) {
    return wires_of(cluster, true);
}

std::vector<BlobNode> peer_outputs(const BlobNode& cluster) {
    return wires_of(cluster, false);
}

bool is_peer_memory(const BlobNode& node) {
    return node.is_compatible(slave_compatible);
}

PeerChannel read_remote_port(const BlobNode& memory, const Topology& topology,
                             const Platform& platform) {
    const std::string expected = "<&cluster channel>, the Remote-Port peer whose memory it is";
    CellReader cells(memory.require("remote-ports", expected), expected);
    const BlobNode cluster = cells.reference();
    const std::uint32_t channel = checked_channel(cells.property(), cells.cell());
    cells.expect_end();
    const std::optional<std::size_t> node = topology.node(cluster);
    if (!node || !platform.nodes[*node].is_peer) {
        cells.property().fail(
            fmt::format("{} is no cluster of compatible \"{}\"", cluster.path(), peer_compatible));
    }
    return {*node, channel};
}

} // namespace ampsim::platform

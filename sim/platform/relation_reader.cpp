// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/relation_reader.h"

#include "sim/platform/bus_reader.h"
#include "sim/platform/range.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::platform {

namespace {

constexpr const char* carveouts_path = "/reserved-memory";
constexpr const char* relations_compatible = "openamp,domain-to-domain-v1";
constexpr const char* rpmsg_compatible = "openamp,rpmsg-v1";

void expect_inside_a_memory(const BlobProperty& reg, const Range& range, const Platform& platform) {
    std::string memories;
    for (const Memory& memory : platform.memories) {
        if (contains(memory.bus, range)) {
            return;
        }
        memories += fmt::format("{}{} {}", memories.empty() ? "" : ", ", memory.label,
                                range_text(memory.bus));
    }
    reg.fail(
        fmt::format("{} is not within one memory; memories are: {}", range_text(range), memories));
}

Range read_carveout(const BlobNode& node, const Platform& platform) {
    const std::vector<Range> ranges = read_reg(node);
    const BlobProperty reg = node.require("reg", "");
    if (ranges.size() != 1) {
        reg.fail("expected one range");
    }
    expect_inside_a_memory(reg, ranges.front(), platform);
    for (const auto& [name, other] : platform.carveouts) {
        if (overlap(ranges.front(), other)) {
            reg.fail(fmt::format("{} overlaps carve-out {} at {}", range_text(ranges.front()), name,
                                 range_text(other)));
        }
    }
    return ranges.front();
}

std::size_t read_domain(const BlobNode& relation, const std::string& side,
                        const Topology& topology) {
    const std::string expected = fmt::format("<&domain>, the {} of the relation", side);
    CellReader cells(relation.require(side, expected), expected);
    const BlobNode domain = cells.reference();
    cells.expect_end();
    const auto found = topology.by_domain.find(domain);
    if (found == topology.by_domain.end()) {
        cells.property().fail(fmt::format("{} is no domain; expected {}", domain.path(), expected));
    }
    return found->second;
}

std::string read_mailbox(const BlobNode& relation, const Platform& platform) {
    const std::string expected = "<&device>, the mailbox on the shared bus";
    CellReader cells(relation.require("mbox", expected), expected);
    const BlobNode mailbox = cells.reference();
    cells.expect_end();
    const bool is_device =
        std::any_of(platform.devices.begin(), platform.devices.end(),
                    [&](const Device& device) { return device.origin == mailbox.origin(); });
    if (!is_device) {
        cells.property().fail(
            fmt::format("{} is no device on the bus; expected {}", mailbox.path(), expected));
    }
    return mailbox.label();
}

/// What Platform::carveouts calls it.
std::string carveout_name(const BlobNode& carveout) {
    const std::vector<BlobNode> all = carveout.parent()->children();
    const auto namesakes = std::count_if(all.begin(), all.end(), [&](const BlobNode& other) {
        return other.generic_name() == carveout.generic_name();
    });
    return namesakes == 1 ? carveout.generic_name() : carveout.label();
}

std::map<std::string, std::string> read_carveout_names(const BlobNode& relation) {
    const std::string expected = fmt::format("<&carveout ...>, nodes of {}", carveouts_path);
    CellReader cells(relation.require("carveouts", expected), expected);
    std::map<std::string, std::string> names;
    while (!cells.at_end()) {
        const BlobNode carveout = cells.reference();
        const std::optional<BlobNode> parent = carveout.parent();
        if (!parent || parent->path() != carveouts_path) {
            cells.property().fail(
                fmt::format("{} is no carve-out; expected {}", carveout.path(), expected));
        }
        if (!names.emplace(carveout.generic_name(), carveout_name(carveout)).second) {
            cells.property().fail(
                fmt::format("has two carve-outs called {}; expected different names before the '@'",
                            carveout.generic_name()));
        }
    }
    return names;
}

Rpmsg read_rpmsg(const BlobNode& relation, const Topology& topology, const Platform& platform) {
    Rpmsg rpmsg;
    rpmsg.origin = relation.origin();
    rpmsg.host = read_domain(relation, "host", topology);
    rpmsg.remote = read_domain(relation, "remote", topology);
    if (rpmsg.host == rpmsg.remote) {
        relation.fail(fmt::format("host and remote are both '{}'; expected two domains",
                                  platform.nodes[rpmsg.host].name));
    }
    rpmsg.mailbox = read_mailbox(relation, platform);
    rpmsg.carveouts = read_carveout_names(relation);
    return rpmsg;
}

/// Relations of one kind are grouped below a node that says which.
std::vector<BlobNode> rpmsg_relations(const Blob& blob) {
    std::vector<BlobNode> found;
    const std::optional<BlobNode> parent = blob.root().child("domains");
    for (const BlobNode& container : parent ? parent->children() : std::vector<BlobNode>{}) {
        if (!container.is_compatible(relations_compatible)) {
            continue;
        }
        for (const BlobNode& kind : container.children()) {
            if (!kind.is_compatible(rpmsg_compatible)) {
                kind.fail(fmt::format("unknown kind of relation; expected compatible = \"{}\"",
                                      rpmsg_compatible));
            }
            const std::vector<BlobNode> relations = kind.children();
            found.insert(found.end(), relations.begin(), relations.end());
        }
    }
    return found;
}

} // namespace

void read_carveouts(const Blob& blob, Platform& platform) {
    const std::optional<BlobNode> parent = blob.find(carveouts_path);
    for (const BlobNode& node : parent ? parent->children() : std::vector<BlobNode>{}) {
        const Range range = read_carveout(node, platform);
        const std::string name = carveout_name(node);
        if (!platform.carveouts.emplace(name, range).second) {
            node.fail(
                fmt::format("there is another carve-out called {}; expected another label", name));
        }
    }
}

void read_relations(const Blob& blob, const Topology& topology, Platform& platform) {
    for (const BlobNode& relation : rpmsg_relations(blob)) {
        platform.rpmsg.push_back(read_rpmsg(relation, topology, platform));
    }
}

} // namespace ampsim::platform

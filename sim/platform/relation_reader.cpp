// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/relation_reader.h"

#include "sim/platform/bus_reader.h"
#include "sim/platform/hvl_reader.h"
#include "sim/platform/linux_tree.h"
#include "sim/platform/range.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::platform {

namespace {

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

/// The one that the next cell refers to.
std::string carveout_name(CellReader& cells, const std::string& expected) {
    const BlobNode carveout = cells.reference();
    const std::optional<BlobNode> parent = carveout.parent();
    if (!parent || parent->path() != carveouts_path) {
        cells.property().fail(
            fmt::format("{} is no carve-out; expected {}", carveout.path(), expected));
    }
    return carveout.generic_name();
}

std::vector<std::string> read_carveout_names(const BlobNode& relation) {
    const std::string expected = fmt::format("<&carveout ...>, nodes of {}", carveouts_path);
    CellReader cells(relation.require("carveouts", expected), expected);
    std::vector<std::string> names;
    while (!cells.at_end()) {
        names.push_back(carveout_name(cells, expected));
    }
    return names;
}

Rpmsg read_rpmsg(const BlobNode& relation, const Topology& topology, const Platform& platform) {
    Rpmsg rpmsg;
    rpmsg.origin = relation.origin();
    const RelationSides sides = read_sides(relation, topology, platform);
    rpmsg.host = sides.host;
    rpmsg.remote = sides.remote;
    rpmsg.mailbox = read_relation_device(relation, "mbox", "the mailbox", platform).label;
    rpmsg.carveouts = read_carveout_names(relation);
    return rpmsg;
}

} // namespace

/// Relations of one kind are grouped below a node that says which.
std::vector<BlobNode> relations_of(const Blob& blob, const std::string& wanted) {
    std::vector<BlobNode> found;
    const std::optional<BlobNode> parent = blob.root().child("domains");
    for (const BlobNode& container : parent ? parent->children() : std::vector<BlobNode>{}) {
        if (!container.is_compatible(relations_compatible)) {
            continue;
        }
        for (const BlobNode& kind : container.children()) {
            if (!kind.is_compatible(rpmsg_compatible) && !kind.is_compatible(hvl_compatible)) {
                kind.fail(
                    fmt::format("unknown kind of relation; expected compatible = \"{}\" or \"{}\"",
                                rpmsg_compatible, hvl_compatible));
            }
            if (kind.is_compatible(wanted)) {
                const std::vector<BlobNode> relations = kind.children();
                found.insert(found.end(), relations.begin(), relations.end());
            }
        }
    }
    return found;
}

RelationSides read_sides(const BlobNode& relation, const Topology& topology,
                         const Platform& platform) {
    const std::size_t host = read_domain(relation, "host", topology);
    const std::size_t remote = read_domain(relation, "remote", topology);
    if (host == remote) {
        relation.fail(fmt::format("host and remote are both '{}'; expected two domains",
                                  platform.nodes[host].name));
    }
    return {host, remote};
}

const Device& read_relation_device(const BlobNode& relation, const std::string& property,
                                   const std::string& role, const Platform& platform) {
    const std::string expected = fmt::format("<&device>, {} on the shared bus", role);
    CellReader cells(relation.require(property, expected), expected);
    const BlobNode node = cells.reference();
    cells.expect_end();
    const auto found =
        std::find_if(platform.devices.begin(), platform.devices.end(),
                     [&](const Device& device) { return device.origin == node.origin(); });
    if (found == platform.devices.end()) {
        cells.property().fail(
            fmt::format("{} is no device on the bus; expected {}", node.path(), expected));
    }
    return *found;
}

void read_carveouts(const Blob& blob, Platform& platform) {
    const std::optional<BlobNode> parent = blob.find(carveouts_path);
    for (const BlobNode& node : parent ? parent->children() : std::vector<BlobNode>{}) {
        const Range range = read_carveout(node, platform);
        if (!platform.carveouts.emplace(node.generic_name(), range).second) {
            node.fail(fmt::format(
                "there is another carve-out called {}; expected different names before the '@'",
                node.generic_name()));
        }
    }
}

void read_boot_arguments(const Topology& topology, Platform& platform) {
    const std::string expected =
        fmt::format("<&carveout>, of {}, for a domain that is no Linux", carveouts_path);
    for (const auto& [domain, index] : topology.by_domain) {
        const std::optional<BlobProperty> property = domain.find("ampsim,boot-arguments");
        if (!property) {
            continue;
        }
        Node& node = platform.nodes[index];
        CellReader cells(*property, expected);
        const std::string name = carveout_name(cells, expected);
        cells.expect_end();
        const Range& range = platform.carveouts.at(name);
        if (node.os == "linux") {
            property->fail(fmt::format("'{}' is Linux, which has a command line: remove the "
                                       "property",
                                       node.name));
        }
        node.boot_arguments = seen_by(node, range);
        if (!node.boot_arguments) {
            property->fail(fmt::format("{} at bus {} is not within one window of {}", name,
                                       range_text(range), node.name));
        }
    }
}

void read_relations(const Blob& blob, const Topology& topology, Platform& platform) {
    for (const BlobNode& relation : relations_of(blob, rpmsg_compatible)) {
        platform.rpmsg.push_back(read_rpmsg(relation, topology, platform));
    }
    for (const BlobNode& relation : relations_of(blob, hvl_compatible)) {
        platform.hvl.push_back(read_hvl(relation, topology, platform));
    }
}

} // namespace ampsim::platform

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/relation_reader.h"

#include "sim/platform/bus_reader.h"
#include "sim/platform/range.h"
#include "sim/platform/uart_link.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::platform {

namespace {

constexpr const char* carveouts_path = "/reserved-memory";
constexpr const char* relations_compatible = "openamp,domain-to-domain-v1";
constexpr const char* rpmsg_compatible = "openamp,rpmsg-v1";
constexpr const char* rpmsg_serial_compatible = "ampsim,rpmsg-serial-v1";

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

/// `property` refers to a device; `expected` says which.
const Device& read_device(const BlobNode& relation, const std::string& property,
                          const std::string& expected, const Platform& platform) {
    CellReader cells(relation.require(property, expected), expected);
    const BlobNode referred = cells.reference();
    cells.expect_end();
    const auto found =
        std::find_if(platform.devices.begin(), platform.devices.end(),
                     [&](const Device& device) { return device.origin == referred.origin(); });
    if (found == platform.devices.end()) {
        cells.property().fail(
            fmt::format("{} is no device on the bus; expected {}", referred.path(), expected));
    }
    return *found;
}

std::vector<std::string> read_carveout_names(const BlobNode& relation) {
    const std::string expected = fmt::format("<&carveout ...>, nodes of {}", carveouts_path);
    CellReader cells(relation.require("carveouts", expected), expected);
    std::vector<std::string> names;
    while (!cells.at_end()) {
        const BlobNode carveout = cells.reference();
        const std::optional<BlobNode> parent = carveout.parent();
        if (!parent || parent->path() != carveouts_path) {
            cells.property().fail(
                fmt::format("{} is no carve-out; expected {}", carveout.path(), expected));
        }
        names.push_back(carveout.generic_name());
    }
    return names;
}

struct Sides {
    std::size_t host;
    std::size_t remote;
};

Sides read_sides(const BlobNode& relation, const Topology& topology, const Platform& platform) {
    const Sides sides{read_domain(relation, "host", topology),
                      read_domain(relation, "remote", topology)};
    if (sides.host == sides.remote) {
        relation.fail(fmt::format("host and remote are both '{}'; expected two domains",
                                  platform.nodes[sides.host].name));
    }
    return sides;
}

Rpmsg read_rpmsg(const BlobNode& relation, const Topology& topology, const Platform& platform) {
    Rpmsg rpmsg;
    rpmsg.origin = relation.origin();
    const Sides sides = read_sides(relation, topology, platform);
    rpmsg.host = sides.host;
    rpmsg.remote = sides.remote;
    rpmsg.mailbox =
        read_device(relation, "mbox", "<&device>, the mailbox on the shared bus", platform).label;
    rpmsg.carveouts = read_carveout_names(relation);
    return rpmsg;
}

RpmsgSerial read_rpmsg_serial(const BlobNode& relation, const Topology& topology,
                              const Platform& platform) {
    const Sides sides = read_sides(relation, topology, platform);
    const std::string expected =
        fmt::format("<&device>, a serial link (compatible \"{}\")", uart_link_compatible);
    const Device& link = read_device(relation, "link", expected, platform);
    if (!is_uart_link(link)) {
        relation.require("link", expected)
            .fail(fmt::format("{} is no serial link; expected {}", link.label, expected));
    }
    return {relation.origin(), sides.host, sides.remote, link.label};
}

void read_relation(const BlobNode& relation, const BlobNode& kind, const Topology& topology,
                   Platform& platform) {
    if (kind.is_compatible(rpmsg_compatible)) {
        platform.rpmsg.push_back(read_rpmsg(relation, topology, platform));
    } else {
        platform.rpmsg_serial.push_back(read_rpmsg_serial(relation, topology, platform));
    }
}

/// Relations of one kind are grouped below a node that says which.
std::vector<BlobNode> kinds_of_relations(const Blob& blob) {
    std::vector<BlobNode> found;
    const std::optional<BlobNode> parent = blob.root().child("domains");
    for (const BlobNode& container : parent ? parent->children() : std::vector<BlobNode>{}) {
        if (!container.is_compatible(relations_compatible)) {
            continue;
        }
        for (const BlobNode& kind : container.children()) {
            if (!kind.is_compatible(rpmsg_compatible) &&
                !kind.is_compatible(rpmsg_serial_compatible)) {
                kind.fail(
                    fmt::format("unknown kind of relation; expected compatible = \"{}\" or \"{}\"",
                                rpmsg_compatible, rpmsg_serial_compatible));
            }
            found.push_back(kind);
        }
    }
    return found;
}

} // namespace

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

void read_relations(const Blob& blob, const Topology& topology, Platform& platform) {
    for (const BlobNode& kind : kinds_of_relations(blob)) {
        for (const BlobNode& relation : kind.children()) {
            read_relation(relation, kind, topology, platform);
        }
    }
}

} // namespace ampsim::platform

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/protection_reader.h"

#include "sim/measure/suggestion.h"
#include "sim/platform/bus_reader.h"
#include "sim/platform/settings.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::platform {

namespace {

constexpr const char* initiators = "initiators";
constexpr const char* guards = "guards";
constexpr const char* read_only = "read-only";
constexpr std::uint64_t page_size = 4096;
constexpr std::size_t most_initiators = 32;

Range read_pages(const Range& range, const BlobNode& node) {
    if (range.address % page_size != 0 || range.size % page_size != 0) {
        node.fail(fmt::format("{:#x} bytes at {:#x}: a protection unit knows pages of {:#x} bytes",
                              range.size, range.address, page_size));
    }
    return range;
}

std::vector<Range> read_guarded(const BlobNode& node) {
    const BlobProperty property = node.require(setting_property(guards), "<&memory>, ...");
    CellReader cells(property, "<&memory> or <&device> of the bus, each that it guards");
    std::vector<Range> guarded;
    while (!cells.at_end()) {
        for (const Range& range : read_reg(cells.reference())) {
            guarded.push_back(read_pages(range, node));
        }
    }
    std::sort(guarded.begin(), guarded.end(),
              [](const Range& a, const Range& b) { return a.address < b.address; });
    return guarded;
}

Range read_place(const BlobNode& grant) {
    if (!grant.find("memory-region")) {
        const std::vector<Range> ranges = read_reg(grant);
        if (ranges.size() != 1) {
            grant.require("reg", "").fail("expected one range");
        }
        return ranges.front();
    }
    CellReader cells(grant.require("memory-region", ""), "<&carveout>");
    const std::vector<Range> ranges = read_reg(cells.reference());
    cells.expect_end();
    return ranges.front();
}

Grant read_grant(const BlobNode& node, const Protection& protection) {
    expect_only(node, {initiators, read_only});
    Grant grant;
    grant.name = node.generic_name();
    grant.bus = read_pages(read_place(node), node);
    grant.writable = !flag_setting(node, read_only);
    grant.initiators = protection.initiators;
    if (const std::optional<BlobProperty> given = node.find(setting_property(initiators))) {
        grant.initiators = given->texts();
        for (const std::string& name : grant.initiators) {
            if (std::find(protection.initiators.begin(), protection.initiators.end(), name) ==
                protection.initiators.end()) {
                given->fail(fmt::format("'{}' is not supervised{}; supervised are: {}", name,
                                        measure::did_you_mean(name, protection.initiators),
                                        fmt::join(protection.initiators, ", ")));
            }
        }
    }
    return grant;
}

} // namespace

bool is_protection_unit(const BlobNode& node) {
    return node.is_compatible("ampsim,protection-unit");
}

bool is_protection_list(const std::string& name) {
    return name == initiators || name == guards;
}

Protection read_protection(const BlobNode& node) {
    Protection protection;
    const BlobProperty names = node.require(setting_property(initiators),
                                            "names of domains and labels of devices: \"rtos\"");
    protection.initiators = names.texts();
    if (protection.initiators.size() > most_initiators) {
        names.fail(fmt::format("{} names; expected at most {}", protection.initiators.size(),
                               most_initiators));
    }
    protection.guarded = read_guarded(node);
    for (const BlobNode& grant : node.children()) {
        protection.grants.push_back(read_grant(grant, protection));
    }
    return protection;
}

} // namespace ampsim::platform

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/hvl_reader.h"

#include "sim/measure/suggestion.h"
#include "sim/platform/bus_reader.h"
#include "sim/platform/hvl_layout.h"
#include "sim/platform/linux_tree.h"
#include "sim/platform/range.h"
#include "sim/platform/relation_reader.h"
#include "sim/platform/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace ampsim::platform {

namespace {

/// One of two words.
bool is_first(const BlobNode& node, const std::string& setting, const std::string& first,
              const std::string& second) {
    const std::string expected = fmt::format("\"{}\" or \"{}\"", first, second);
    const std::string value = text_setting(node, setting, expected);
    if (value != first && value != second) {
        node.require(setting_property(setting), expected)
            .fail(fmt::format("'{}'; expected {}", value, expected));
    }
    return value == first;
}

// --- The window

void find_window(const BlobNode& relation, const Platform& platform, Hvl& hvl) {
    const std::string expected =
        fmt::format("<&carveout>, of {}, or <&memory>, that both sides see", carveouts_path);
    CellReader cells(relation.require("window", expected), expected);
    const BlobNode node = cells.reference();
    cells.expect_end();
    const std::optional<BlobNode> parent = node.parent();
    if (parent && parent->path() == carveouts_path) {
        hvl.window_name = node.generic_name();
        hvl.window = platform.carveouts.at(hvl.window_name);
        return;
    }
    for (const Memory& memory : platform.memories) {
        if (memory.origin == node.origin()) {
            hvl.window_name = memory.label;
            hvl.window = memory.bus;
            return;
        }
    }
    cells.property().fail(
        fmt::format("{} is neither a carve-out nor a memory; expected {}", node.path(), expected));
}

std::uint64_t seen_window(const BlobNode& relation, const Node& node, const Hvl& hvl) {
    const std::optional<Range> seen = seen_by(node, hvl.window);
    if (!seen) {
        relation.require("window", "")
            .fail(fmt::format("{} at bus {} is not within one window of {}; both sides have to see "
                              "all of it",
                              hvl.window_name, range_text(hvl.window), node.name));
    }
    return seen->address;
}

void read_window(const BlobNode& relation, const Platform& platform, Hvl& hvl) {
    find_window(relation, platform, hvl);
    const BlobProperty property = relation.require("window", "");
    if ((hvl.window.address | hvl.window.size) % page_size != 0) {
        property.fail(fmt::format("{} at bus {} is not of whole pages; expected multiples of "
                                  "0x1000",
                                  hvl.window_name, range_text(hvl.window)));
    }
    if (hvl.window.size > UINT32_MAX) {
        property.fail(fmt::format("{} has {:#x} bytes; expected less than 4 GiB", hvl.window_name,
                                  hvl.window.size));
    }
    for (const Hvl& other : platform.hvl) {
        if (overlap(hvl.window, other.window)) {
            property.fail(fmt::format("{} at bus {} overlaps the window of {} at {}; expected one "
                                      "of its own for each relation",
                                      hvl.window_name, range_text(hvl.window), other.name,
                                      range_text(other.window)));
        }
    }
    hvl.host_window = seen_window(relation, platform.nodes[hvl.host], hvl);
    hvl.remote_window = seen_window(relation, platform.nodes[hvl.remote], hvl);
}

// --- Hardware that both sides see

std::set<std::size_t> faces_seen(const Node& node, const Device& device) {
    std::set<std::size_t> faces;
    for (const Window& window : node.windows) {
        if (window.face && window.target == device.label) {
            faces.insert(*window.face);
        }
    }
    return faces;
}

/// The relation's device of compatible "ampsim,ROLE"; no two relations share one.
const Device& hardware(const BlobNode& relation, const std::string& property,
                       const std::string& compatible, const Platform& platform) {
    const Device& device =
        read_relation_device(relation, property, "a device of \"" + compatible + "\"", platform);
    if (!device.is_compatible(compatible) || device.faces.size() != 2) {
        relation.require(property, "")
            .fail(fmt::format("'{}' has compatible \"{}\" and {} faces; expected a device of "
                              "compatible \"{}\" with two",
                              device.label, device.compatible.front(), device.faces.size(),
                              compatible));
    }
    for (const Hvl& other : platform.hvl) {
        for (const std::optional<Hvl::Sides>& used : {other.doorbell, other.shim}) {
            if (used && used->device == device.label) {
                relation.require(property, "")
                    .fail(fmt::format("'{}' is that of {}; expected one of its own for each "
                                      "relation",
                                      device.label, other.name));
            }
        }
    }
    return device;
}

/// A doorbell's faces are alike: a side has the one that it sees.
Hvl::Sides read_doorbell(const BlobNode& relation, const Platform& platform, const Hvl& hvl) {
    const Device& device = hardware(relation, "doorbell", "ampsim,doorbell", platform);
    std::size_t face[2] = {};
    const std::size_t sides[2] = {hvl.host, hvl.remote};
    for (std::size_t side = 0; side < 2; ++side) {
        const Node& node = platform.nodes[sides[side]];
        const std::set<std::size_t> seen = faces_seen(node, device);
        if (seen.size() != 1) {
            relation.require("doorbell", "")
                .fail(fmt::format("{} faces of '{}' are in the address-map of {}; expected one, "
                                  "and the other one in that of the other side",
                                  seen.size(), device.label, node.name));
        }
        face[side] = *seen.begin();
    }
    if (face[0] == face[1]) {
        relation.require("doorbell", "")
            .fail(fmt::format("{} is in the address-map of both sides; expected a face for each",
                              device.face_label(face[0])));
    }
    return {device.label, face[0], face[1]};
}

std::size_t shim_face(const BlobNode& relation, const Device& shim, const std::string& name,
                      const Node& node) {
    const auto face = std::find_if(shim.faces.begin(), shim.faces.end(),
                                   [&](const Face& candidate) { return candidate.name == name; });
    if (face == shim.faces.end()) {
        relation.require("shim", "")
            .fail(
                fmt::format("'{}' has no face \"{}\"; expected reg-names = \"driver\", \"device\"",
                            shim.label, name));
    }
    const std::size_t index = static_cast<std::size_t>(face - shim.faces.begin());
    if (faces_seen(node, shim).count(index) == 0) {
        relation.require("shim", "")
            .fail(fmt::format("{} is not in the address-map of {}", shim.face_label(index),
                              node.name));
    }
    return index;
}

Hvl::Sides read_shim(const BlobNode& relation, const Platform& platform, const Hvl& hvl) {
    const Device& shim = hardware(relation, "shim", "ampsim,virtio-shim", platform);
    return {shim.label, shim_face(relation, shim, "device", platform.nodes[hvl.host]),
            shim_face(relation, shim, "driver", platform.nodes[hvl.remote])};
}

/// Its stock drivers know hardware registers and one interrupt, and take memory as they like.
void check_linux_remote(const BlobNode& relation, const Platform& platform, const Hvl& hvl) {
    const Node& remote = platform.nodes[hvl.remote];
    if (hvl.registers_in_ram || hvl.per_queue) {
        relation.require(setting_property(hvl.registers_in_ram ? "registers" : "notification"), "")
            .fail(fmt::format("Linux, as the remote {}, has its stock VirtIO drivers; expected "
                              "\"shim\" and \"shared\"",
                              remote.name));
    }
    for (const Device& shim : platform.devices) {
        if (shim.label == hvl.shim->device &&
            hvl_lines(remote, shim, hvl.shim->remote_face).empty()) {
            relation.require("shim", "")
                .fail(fmt::format(
                    "no interrupt of {} goes to {}, whose stock VirtIO drivers need one",
                    shim.face_label(hvl.shim->remote_face), remote.name));
        }
    }
}

void read_hardware(const BlobNode& relation, const Platform& platform, Hvl& hvl) {
    hvl.registers_in_ram = is_first(relation, "registers", "ram", "shim");
    hvl.per_queue = is_first(relation, "notification", "per-queue", "shared");
    if (relation.find("shim")) {
        hvl.shim = read_shim(relation, platform, hvl);
    } else if (!hvl.registers_in_ram) {
        relation.require(setting_property("registers"), "")
            .fail("\"shim\" needs the property 'shim'; expected it, or \"ram\"");
    }
    if (relation.find("doorbell") || hvl.registers_in_ram || hvl.per_queue) {
        hvl.doorbell = read_doorbell(relation, platform, hvl);
    }
    if (platform.nodes[hvl.remote].os == "linux") {
        hvl.window_is_remote_ram = true;
        check_linux_remote(relation, platform, hvl);
    }
}

// --- Devices

unsigned read_slot(const BlobNode& device, const Platform& platform, const Hvl& hvl) {
    unsigned slots = hvl_slots;
    for (const Device& candidate : platform.devices) {
        const auto of_shim = candidate.parameters.find("slots");
        if (hvl.shim && candidate.label == hvl.shim->device &&
            of_shim != candidate.parameters.end()) {
            slots = std::min(slots, static_cast<unsigned>(of_shim->second));
        }
    }
    const std::string expected = fmt::format("<slot>, 0 to {}", slots - 1);
    const BlobProperty reg = device.require("reg", expected);
    if (reg.bytes().size() != 4 || reg.cell() >= slots) {
        reg.fail("expected " + expected);
    }
    for (const HvlDevice& other : hvl.devices) {
        if (other.slot == reg.cell()) {
            reg.fail(fmt::format("slot {} is that of another device, {}", other.slot, other.type));
        }
    }
    return reg.cell();
}

const HvlType& read_type(const BlobNode& device) {
    std::vector<std::string> names;
    for (const HvlType& type : hvl_types()) {
        names.emplace_back(type.name);
    }
    const std::string expected = fmt::format("one of: {}", fmt::join(names, ", "));
    const std::string name = text_setting(device, "device", expected);
    const HvlType* type = find_hvl_type(name);
    if (type == nullptr) {
        device.require(setting_property("device"), "")
            .fail(fmt::format("there is no device '{}'{}; expected {}", name,
                              measure::did_you_mean(name, names), expected));
    }
    return *type;
}

std::uint32_t optional_number(const BlobNode& node, const std::string& setting,
                              const std::string& expected, std::uint64_t otherwise) {
    return node.find(setting_property(setting))
               ? number_setting(node, setting, expected, UINT32_MAX)
               : static_cast<std::uint32_t>(otherwise);
}

std::uint32_t read_queue_size(const BlobNode& device) {
    const std::string expected =
        fmt::format("<entries>, a power of 2 from 2 to {}", hvl_largest_queue);
    const std::uint32_t size =
        optional_number(device, "queue-size", expected, hvl_default_queue_size);
    if (size < 2 || size > hvl_largest_queue || (size & (size - 1)) != 0) {
        device.require(setting_property("queue-size"), "")
            .fail(fmt::format("{}; expected {}", size, expected));
    }
    return size;
}

std::uint64_t read_pool_size(const BlobNode& device, const HvlType& type,
                             std::uint32_t queue_size) {
    const std::string expected = "<bytes>, whole pages of 0x1000";
    const std::uint64_t size = optional_number(device, "pool-size", expected, type.pool_size);
    const std::uint64_t rings = hvl_rings_size(type.queues, queue_size);
    if (size % page_size != 0) {
        device.require(setting_property("pool-size"), "")
            .fail(fmt::format("{:#x}; expected {}", size, expected));
    }
    if (size <= rings) {
        device.fail(fmt::format(
            "a pool of {:#x} bytes has no room for buffers: {} queues of {} entries take {:#x} for "
            "their rings; expected a larger ampsim,pool-size or a smaller ampsim,queue-size",
            size, type.queues, queue_size, rings));
    }
    return size;
}

HvlDevice read_device(const BlobNode& node, const Platform& platform, const Hvl& hvl) {
    expect_only(node, hvl_device_settings());
    const HvlType& type = read_type(node);
    HvlDevice device;
    device.slot = read_slot(node, platform, hvl);
    device.type = type.name;
    device.virtio_id = type.virtio_id;
    device.queues = type.queues;
    device.queue_size = read_queue_size(node);
    if (hvl.window_is_remote_ram) {
        if (const auto pool = node.find(setting_property("pool-size"))) {
            pool->fail("Linux, as the remote, takes buffers from all of the window: remove the "
                       "property");
        }
    } else {
        device.pool_size = read_pool_size(node, type, device.queue_size);
    }
    return device;
}

void read_devices(const BlobNode& relation, const Platform& platform, Hvl& hvl) {
    for (const BlobNode& node : relation.children()) {
        hvl.devices.push_back(read_device(node, platform, hvl));
    }
    if (hvl.devices.empty()) {
        relation.fail("has no devices; expected nodes such as device@0 { reg = <0>; ampsim,device "
                      "= \"console\"; }");
    }
    std::sort(hvl.devices.begin(), hvl.devices.end(),
              [](const HvlDevice& a, const HvlDevice& b) { return a.slot < b.slot; });
    if (!hvl.window_is_remote_ram && hvl_window_size(hvl) > hvl.window.size) {
        relation.require("window", "")
            .fail(fmt::format("{} has {:#x} bytes; expected at least {:#x}: a page for registers, "
                              "and the pools of {} devices",
                              hvl.window_name, hvl.window.size, hvl_window_size(hvl),
                              hvl.devices.size()));
    }
}

} // namespace

Hvl read_hvl(const BlobNode& relation, const Topology& topology, const Platform& platform) {
    expect_only(relation, hvl_settings());
    Hvl hvl;
    hvl.name = relation.name();
    hvl.origin = relation.origin();
    for (const Hvl& other : platform.hvl) {
        if (other.name == hvl.name) {
            relation.fail(fmt::format("another relation is called {}, {}; expected different names",
                                      hvl.name, other.origin));
        }
    }
    const RelationSides sides = read_sides(relation, topology, platform);
    hvl.host = sides.host;
    hvl.remote = sides.remote;
    read_window(relation, platform, hvl);
    read_hardware(relation, platform, hvl);
    read_devices(relation, platform, hvl);
    lay_out(hvl);
    return hvl;
}

const std::vector<std::string>& hvl_settings() {
    static const std::vector<std::string> names = {"registers", "notification"};
    return names;
}

const std::vector<std::string>& hvl_device_settings() {
    static const std::vector<std::string> names = {"device", "queue-size", "pool-size"};
    return names;
}

} // namespace ampsim::platform

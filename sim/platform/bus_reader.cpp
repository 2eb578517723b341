// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/bus_reader.h"

#include "sim/measure/suggestion.h"
#include "sim/platform/bus_settings.h"
#include "sim/platform/gicv2m_reader.h"
#include "sim/platform/identifier.h"
#include "sim/platform/peer_reader.h"
#include "sim/platform/protection_reader.h"
#include "sim/platform/range.h"
#include "sim/platform/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace ampsim::platform {

namespace {

constexpr const char* bus_compatible = "indirect-bus";
constexpr const char* controls = "controls";

Access read_access(const BlobNode& node) {
    const std::string expected = "\"direct\" or \"timed\"";
    const std::string access = text_setting(node, "access", expected);
    if (access != "direct" && access != "timed") {
        node.require(setting_property("access"), expected)
            .fail(fmt::format("'{}'; expected {}", access, expected));
    }
    return access == "direct" ? Access::direct : Access::timed;
}

Memory read_memory(const BlobNode& node) {
    expect_only(node, memory_settings());
    const std::vector<Range> ranges = read_reg(node);
    if (ranges.size() != 1) {
        node.require("reg", "").fail("expected one range: a memory is one piece");
    }
    return {node.label(),
            node.origin(),
            ranges.front(),
            read_access(node),
            latency_setting(node, "read-latency-ns"),
            latency_setting(node, "write-latency-ns"),
            read_bus_settings(node, target_settings())};
}

/// A list of names that goes with a list of `count` things; without it, one thing has no name.
std::vector<std::string> read_names(const BlobNode& node, const std::string& property,
                                    std::size_t count, const std::string& of) {
    const std::string expected = fmt::format(
        "{} different names of letters and digits, one for each entry of '{}'", count, of);
    if (count == 1 && !node.find(property)) {
        return {""};
    }
    const BlobProperty names = node.require(property, expected);
    std::vector<std::string> result = names.texts();
    const bool identifiers = std::all_of(result.begin(), result.end(), [](const std::string& name) {
        return name == identifier(name);
    });
    if (!identifiers || result.size() != count ||
        std::set<std::string>(result.begin(), result.end()).size() != count) {
        names.fail("expected " + expected);
    }
    return result;
}

/// ampsim's own kinds of devices need none: an Ethernet switch, for example.
bool may_lack_registers(const BlobNode& node) {
    const std::optional<BlobProperty> compatible = node.find("compatible");
    return compatible && compatible->is_text() &&
           compatible->texts().front().rfind(setting_prefix, 0) == 0;
}

std::vector<Face> read_faces(const BlobNode& node) {
    if (!node.find("reg") && may_lack_registers(node)) {
        return {};
    }
    const std::vector<Range> ranges = read_reg(node);
    const std::vector<std::string> names = read_names(node, "reg-names", ranges.size(), "reg");
    std::vector<Face> faces;
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        faces.push_back({names[i], ranges[i]});
    }
    return faces;
}

std::size_t read_controlled_node(const BlobProperty& property, const Topology& topology) {
    CellReader cells(property, "<&cluster>, the one that the device starts and stops");
    const BlobNode target = cells.reference();
    cells.expect_end();
    const std::optional<std::size_t> node = topology.node(target);
    if (!node) {
        property.fail(fmt::format("{} is neither a cluster nor a domain", target.path()));
    }
    return *node;
}

void read_settings(const BlobNode& node, const Topology& topology, Device& device) {
    for (const std::string& name : device_settings(node)) {
        const BlobProperty property = node.require(setting_property(name), "");
        if (is_bus_setting(name)) {
            property.fail("is unknown" + measure::did_you_mean(name, device_bus_settings()));
        }
        const bool is_empty_text = property.bytes().size() == 1 && property.bytes()[0] == 0;
        if (is_empty_text) {
            device.texts.emplace(name, "");
        } else if (property.is_text() && !is_latency(name)) {
            device.texts.emplace(name, property.text());
        } else {
            device.parameters.emplace(name, device_setting(property));
        }
    }
    if (const std::optional<BlobProperty> property = node.find(setting_property(controls))) {
        device.controls = read_controlled_node(*property, topology);
    }
}

/// Flags and "#...-cells" cannot refer to other nodes: they mean the same in any tree.
std::map<std::string, std::optional<std::uint32_t>> read_passed_on(const BlobNode& node) {
    std::map<std::string, std::optional<std::uint32_t>> result;
    for (const BlobProperty& property : node.properties()) {
        const bool is_setting = property.name().rfind(setting_prefix, 0) == 0;
        if (!is_setting && property.empty()) {
            result.emplace(property.name(), std::nullopt);
        } else if (property.name().front() == '#') {
            result.emplace(property.name(), property.cell());
        }
    }
    return result;
}

Device read_device(const BlobNode& node, const Topology& topology, const Platform& platform) {
    Device device;
    device.label = node.label();
    device.generic_name = node.generic_name();
    device.origin = node.origin();
    device.compatible =
        node.require("compatible", "what the device is, such as \"fsl,imx8mm-mu\"").texts();
    device.faces = read_faces(node);
    device.passed_on = read_passed_on(node);
    read_settings(node, topology, device);
    device.sharing = read_bus_settings(node, device_bus_settings());
    if (is_protection_unit(node)) {
        device.protection = read_protection(node);
    }
    if (is_peer_memory(node)) {
        device.remote_port = read_remote_port(node, topology, platform);
    }
    return device;
}

/// The wires of one channel that a peer drives.
Device read_output(const BlobNode& node, std::size_t peer) {
    Device device;
    device.label = node.label();
    device.generic_name = node.generic_name();
    device.origin = node.origin();
    device.compatible = node.require("compatible", "").texts();
    device.remote_port = PeerChannel{peer, read_channel(node)};
    return device;
}

/// Input number of the entry whose reference to the controller has just been read.
std::uint32_t read_input(CellReader& cells, const Node& node, bool is_edge) {
    constexpr std::uint32_t shared_interrupt = 0;
    constexpr std::uint32_t rising_edge = 1;
    constexpr std::uint32_t level_high = 4;
    if (node.is_peer) {
        return cells.cell();
    }
    if (node.interrupt_controller == InterruptController::nvic) {
        const std::uint32_t input = cells.cell();
        cells.cell(); // priority: the firmware's business
        return input;
    }
    const std::uint32_t kind = cells.cell();
    const std::uint32_t input = cells.cell();
    const std::uint32_t trigger = cells.cell();
    const std::uint32_t expected = is_edge ? rising_edge : level_high;
    if (kind != shared_interrupt || trigger != expected) {
        cells.property().fail(fmt::format("<{} {} {}>: expected <0 {} {}>, a shared interrupt that "
                                          "is {}",
                                          kind, input, trigger, input, expected,
                                          is_edge ? "a rising edge" : "active high"));
    }
    return input;
}

void read_wires(const BlobNode& node, const Topology& topology, Platform& platform) {
    const std::string property_name = "interrupts-extended"; // of the last device
    const std::optional<BlobProperty> property = node.find(property_name);
    if (!property) {
        return;
    }
    CellReader cells(*property, "<&gic 0 SPI 4>, <&nvic INTERRUPT 0> or, of a Remote-Port peer, "
                                "<&gpio LINE> for each output");
    const bool is_frame = is_gicv2m(node);
    std::vector<Wire> wires;
    while (!cells.at_end()) {
        const BlobNode controller = cells.reference();
        const auto found = topology.by_interrupt_controller.find(controller);
        if (found == topology.by_interrupt_controller.end()) {
            property->fail(
                fmt::format("{} is no cluster's interrupt controller", controller.path()));
        }
        const Node& target = platform.nodes[found->second];
        const std::uint32_t channel = target.is_peer ? read_channel(controller) : 0;
        wires.push_back(
            {node.label(), "", found->second, read_input(cells, target, is_frame), channel});
    }
    if (is_frame) {
        read_gicv2m(*property, wires, platform);
    }
    const std::vector<std::string> names =
        is_frame && !node.find("interrupt-names")
            ? gicv2m_output_names(wires.size())
            : read_names(node, "interrupt-names", wires.size(), property_name);
    for (std::size_t i = 0; i < wires.size(); ++i) {
        wires[i].output = names[i];
        platform.devices.back().outputs.push_back(names[i]);
        platform.nodes[wires[i].node].wires.push_back(wires[i]);
    }
}

} // namespace

const std::vector<std::string>& memory_settings() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all = {"access", "read-latency-ns", "write-latency-ns"};
        all.insert(all.end(), target_settings().begin(), target_settings().end());
        return all;
    }();
    return names;
}

std::vector<std::string> device_settings(const BlobNode& node) {
    std::vector<std::string> names = settings_of(node);
    const auto is_read_elsewhere = [&](const std::string& name) {
        const std::vector<std::string>& sharing = device_bus_settings();
        return name == controls ||
               std::find(sharing.begin(), sharing.end(), name) != sharing.end() ||
               (is_protection_unit(node) && is_protection_list(name));
    };
    names.erase(std::remove_if(names.begin(), names.end(), is_read_elsewhere), names.end());
    return names;
}

bool is_memory(const BlobNode& node) {
    const std::optional<BlobProperty> type = node.find("device_type");
    return (type && type->is_text() && type->text() == "memory") || node.is_compatible("mmio-sram");
}

BlobNode shared_bus(const Blob& blob) {
    std::vector<BlobNode> found;
    for (const BlobNode& node : blob.root().children()) {
        if (node.is_compatible(bus_compatible)) {
            found.push_back(node);
        }
    }
    if (found.size() != 1) {
        blob.root().fail(
            fmt::format("{} shared buses; expected one child node of compatible \"{}\"",
                        found.size(), bus_compatible));
    }
    return found.front();
}

std::vector<Range> read_reg(const BlobNode& node) {
    const std::string expected = "<address size>, in the cells that the parent says";
    const std::optional<BlobNode> parent = node.parent();
    const BlobProperty property = node.require("reg", expected);
    if (!parent) {
        property.fail("not expected here");
    }
    const unsigned address_cells = parent->cell_count("#address-cells");
    const unsigned size_cells = parent->cell_count("#size-cells");
    CellReader cells(property, expected);
    std::vector<Range> ranges;
    while (!cells.at_end()) {
        Range range;
        range.address = cells.number(address_cells);
        range.size = cells.number(size_cells);
        if (!is_valid(range)) {
            property.fail(
                range.size == 0
                    ? fmt::format("the range at {:#x} has size 0; expected a size", range.address)
                    : fmt::format("{:#x} bytes at {:#x} pass the end of 64-bit addresses",
                                  range.size, range.address));
        }
        ranges.push_back(range);
    }
    if (ranges.empty()) {
        property.fail("is empty; expected " + expected);
    }
    return ranges;
}

void read_bus(const BlobNode& bus, const Topology& topology, Platform& platform) {
    expect_only(bus, bus_settings());
    platform.bus = read_bus_settings(bus, bus_settings());
    for (const BlobNode& node : bus.children()) {
        if (is_memory(node)) {
            platform.memories.push_back(read_memory(node));
        } else {
            platform.devices.push_back(read_device(node, topology, platform));
            read_wires(node, topology, platform);
        }
    }
    for (const auto& [cluster, index] : topology.by_cluster) {
        for (const BlobNode& output :
             platform.nodes[index].is_peer ? peer_outputs(cluster) : std::vector<BlobNode>{}) {
            output.require("interrupts-extended", "where its lines go, line 0 first");
            platform.devices.push_back(read_output(output, index));
            read_wires(output, topology, platform);
        }
    }
}

} // namespace ampsim::platform

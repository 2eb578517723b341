// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/node_reader.h"

#include "sim/measure/suggestion.h"
#include "sim/platform/bus_settings.h"
#include "sim/platform/peer_reader.h"
#include "sim/platform/qemu_machine.h"
#include "sim/platform/range.h"
#include "sim/platform/settings.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::platform {

namespace {

constexpr const char* cluster_compatible = "cpus,cluster";
constexpr const char* domain_compatible = "openamp,domain-v1";
constexpr const char* relation_compatible = "openamp,domain-to-domain-v1";
constexpr std::uint32_t greatest_shift = 10; // QEMU's own limit
constexpr const char* cpus_entry = "<&cluster mask mode>, with one processor in the mask";

std::string known_machines() {
    std::vector<std::string_view> names;
    for (const QemuMachine& machine : qemu_machines()) {
        names.push_back(machine.name);
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

const QemuMachine& machine_of(const BlobNode& cluster) {
    const std::string name =
        text_setting(cluster, "qemu-machine", "a machine of QEMU: " + known_machines());
    const QemuMachine* machine = find_qemu_machine(name);
    if (machine == nullptr) {
        measure::Suggestion misspelt(name);
        for (const QemuMachine& known : qemu_machines()) {
            misspelt.consider(known.name);
        }
        cluster.require(setting_property("qemu-machine"), "")
            .fail(fmt::format("unknown machine '{}'{}; known are: {}", name, misspelt.text(),
                              known_machines()));
    }
    return *machine;
}

/// The one entry of a domain's "cpus".
struct Cpus {
    BlobProperty property;
    BlobNode cluster;
    std::uint32_t processor; ///< its number in the cluster
};

std::uint32_t only_bit(const BlobProperty& property, std::uint32_t mask) {
    std::uint32_t bit = 0;
    while (bit < 32 && mask != 1U << bit) {
        ++bit;
    }
    if (bit == 32) {
        property.fail(fmt::format(
            "mask {:#x} does not name one processor; time is exact for one processor per node: "
            "expected {}",
            mask, cpus_entry));
    }
    return bit;
}

Cpus cpus_of(const BlobNode& domain) {
    const BlobProperty property = domain.require("cpus", cpus_entry);
    CellReader cells(property, cpus_entry);
    const BlobNode cluster = cells.reference();
    if (!cluster.is_compatible(cluster_compatible)) {
        property.fail(fmt::format("{} is no processor cluster (compatible \"{}\"); expected {}",
                                  cluster.path(), cluster_compatible, cpus_entry));
    }
    const std::uint32_t processor = only_bit(property, cells.cell());
    cells.cell(); // mode: QEMU's machine decides in which it starts
    cells.expect_end();
    return {property, cluster, processor};
}

/// "cortex-a53" of the processor's compatible "arm,cortex-a53".
std::string processor_name(const Cpus& cpus) {
    constexpr std::string_view vendor = "arm,";
    for (const BlobNode& child : cpus.cluster.children()) {
        const std::optional<BlobProperty> number = child.find("reg");
        if (child.generic_name() != "cpu" || !number || number->cell() != cpus.processor) {
            continue;
        }
        const BlobProperty compatible =
            child.require("compatible", "the processor, such as \"arm,cortex-a53\"");
        const std::string name = compatible.texts().front();
        if (name.substr(0, vendor.size()) != vendor) {
            compatible.fail(fmt::format(
                "unknown processor '{}'; expected one such as \"arm,cortex-a53\"", name));
        }
        return name.substr(vendor.size());
    }
    cpus.property.fail(
        fmt::format("cluster {} has no processor {}; expected a node cpu@{} in it with "
                    "reg = <{}>",
                    cpus.cluster.path(), cpus.processor, cpus.processor, cpus.processor));
}

/// What QEMU's -cpu has to say: nothing when the machine has one processor only.
std::string cpu_option(const Cpus& cpus, const QemuMachine& machine) {
    const std::string name = processor_name(cpus);
    if (std::find(machine.cpus.begin(), machine.cpus.end(), name) == machine.cpus.end()) {
        cpus.cluster.fail(
            fmt::format("processor {} does not go with QEMU's machine {}, which has: {}", name,
                        machine.name, fmt::join(machine.cpus, ", ")));
    }
    return machine.cpus.size() == 1 ? "" : name;
}

/// One, unless no QEMU runs the cluster: then it may have none, and no wire ends there.
std::optional<BlobNode> interrupt_controller_node(const BlobNode& cluster) {
    std::vector<BlobNode> found;
    for (const BlobNode& child : cluster.children()) {
        if (child.find("interrupt-controller")) {
            found.push_back(child);
        }
    }
    const bool optional = !cluster.find(setting_property("qemu-machine"));
    if (found.empty() && optional) {
        return std::nullopt;
    }
    if (found.size() != 1) {
        cluster.fail(fmt::format("has {} interrupt controllers; expected one child node with the "
                                 "property 'interrupt-controller'",
                                 found.size()));
    }
    return found.front();
}

InterruptController interrupt_controller(const BlobNode& node) {
    static const std::map<std::string, InterruptController> known = {
        {"arm,gic-v3", InterruptController::gicv3},
        {"arm,gic-400", InterruptController::gicv2},
        {"arm,cortex-a15-gic", InterruptController::gicv2},
        {"arm,v7m-nvic", InterruptController::nvic},
    };
    const std::string expected = "\"arm,gic-v3\", \"arm,gic-400\" or \"arm,v7m-nvic\"";
    const BlobProperty compatible = node.require("compatible", expected);
    for (const std::string& name : compatible.texts()) {
        if (const auto found = known.find(name); found != known.end()) {
            return found->second;
        }
    }
    compatible.fail("unknown interrupt controller; expected " + expected);
}

/// Size of the node's own RAM, 0 where the machine has no choice.
std::uint64_t memory_size(const BlobNode& domain, const QemuMachine& machine,
                          const BlobNode& root) {
    if (!machine.ram_base) {
        if (const auto memory = domain.find("memory")) {
            memory->fail(
                fmt::format("QEMU's machine {} has a fixed memory of its own: remove the property",
                            machine.name));
        }
        return 0;
    }
    const std::string expected = fmt::format(
        "<address size>, where QEMU's machine {} has its memory, such as <{:#x} 0x20000000>",
        machine.name, *machine.ram_base);
    const BlobProperty property = domain.require("memory", expected);
    CellReader cells(property, expected);
    const std::uint64_t base = cells.number(root.cell_count("#address-cells"));
    const std::uint64_t size = cells.number(root.cell_count("#size-cells"));
    cells.expect_end();
    constexpr std::uint64_t mebibyte = 1 << 20;
    if (base != *machine.ram_base || !is_valid({base, size}) || size % mebibyte != 0) {
        property.fail(
            fmt::format("{:#x} bytes at {:#x}; expected {}, whole MiB", size, base, expected));
    }
    for (const QemuMachine::Region& peripheral : machine.peripherals) {
        if (overlap({base, size}, peripheral.range)) {
            property.fail(fmt::format("{:#x} bytes reach a device of QEMU's machine {}: {} at {}",
                                      size, machine.name, peripheral.owner,
                                      range_text(peripheral.range)));
        }
    }
    return size;
}

/// What QEMU has to be told.
void read_machine(const BlobNode& domain, const Cpus& cpus, const BlobNode& root, Node& node) {
    const BlobNode& cluster = cpus.cluster;
    const QemuMachine& machine = machine_of(cluster);
    const BlobNode controller = *interrupt_controller_node(cluster);
    node.machine = machine.name;
    node.cpu = cpu_option(cpus, machine);
    node.interrupt_controller = interrupt_controller(controller);
    if (const auto& fitting = machine.interrupt_controllers;
        std::find(fitting.begin(), fitting.end(), node.interrupt_controller) == fitting.end()) {
        controller.fail(
            fmt::format("QEMU's machine {} has no such interrupt controller", machine.name));
    }
    node.instruction_shift = number_setting(
        cluster, "instruction-shift",
        fmt::format("<N>, 0 to {}: an instruction takes 2^N ns", greatest_shift), greatest_shift);
    node.memory_size = memory_size(domain, machine, root);
}

void read_peer(const BlobNode& cluster, Node& node) {
    for (const char* setting : {"qemu-machine", "instruction-shift", "posted-writes"}) {
        if (const auto property = cluster.find(setting_property(setting))) {
            property->fail("is for a cluster that QEMU runs; this one is a Remote-Port peer, which "
                           "brings its own machine and clock");
        }
    }
    node.is_peer = true;
    node.masters = read_masters(cluster);
}

Node read_node(const BlobNode& domain, const Cpus& cpus, const BlobNode& root) {
    const BlobNode& cluster = cpus.cluster;
    expect_only(domain, {"boot-arguments"});
    expect_only(cluster, cluster_settings());
    Node node;
    node.name = domain.name();
    node.origin = cluster.origin();
    node.os =
        domain.require("os,type", "\"linux\", \"baremetal\", \"freertos\", \"zephyr\", ...").text();
    node.cluster = cluster.label();
    if (is_peer(cluster)) {
        read_peer(cluster, node);
    } else if (cluster.find(setting_property("qemu-machine"))) {
        read_machine(domain, cpus, root, node);
    } else if (const auto controller = interrupt_controller_node(cluster)) {
        node.interrupt_controller = interrupt_controller(*controller);
    }
    node.request_latency = latency_setting(cluster, "request-latency-ns");
    node.response_latency = latency_setting(cluster, "response-latency-ns");
    node.interrupt_latency = latency_setting(cluster, "interrupt-latency-ns");
    node.posted_writes = flag_setting(cluster, "posted-writes");
    node.sharing = read_bus_settings(cluster, initiator_settings());
    return node;
}

void expect_every_cluster_used(const Blob& blob, const Topology& topology) {
    for (const BlobNode& cluster : clusters(blob)) {
        if (topology.by_cluster.count(cluster) == 0) {
            cluster.fail(
                fmt::format("no domain uses this cluster; expected a node in /domains with cpus = "
                            "<&{} 0x1 0x0>",
                            cluster.label()));
        }
    }
}

} // namespace

const std::vector<std::string>& cluster_settings() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all = {"qemu-machine",         "instruction-shift",
                                        "request-latency-ns",   "response-latency-ns",
                                        "interrupt-latency-ns", "posted-writes"};
        all.insert(all.end(), initiator_settings().begin(), initiator_settings().end());
        return all;
    }();
    return names;
}

std::vector<BlobNode> clusters(const Blob& blob) {
    std::vector<BlobNode> found;
    for (const BlobNode& node : blob.root().children()) {
        if (node.is_compatible(cluster_compatible)) {
            found.push_back(node);
        }
    }
    return found;
}

std::vector<BlobNode> domains(const Blob& blob) {
    const std::optional<BlobNode> parent = blob.root().child("domains");
    std::vector<BlobNode> found;
    for (const BlobNode& node : parent ? parent->children() : std::vector<BlobNode>{}) {
        if (node.is_compatible(domain_compatible)) {
            found.push_back(node);
        } else if (!node.is_compatible(relation_compatible)) {
            node.fail(fmt::format("expected compatible = \"{}\" or \"{}\"", domain_compatible,
                                  relation_compatible));
        }
    }
    if (found.empty()) {
        blob.root().fail(
            fmt::format("there are no domains; expected a node /domains with a node of "
                        "compatible \"{}\" for each operating system",
                        domain_compatible));
    }
    return found;
}

BlobNode cluster_of(const BlobNode& domain) {
    return cpus_of(domain).cluster;
}

Topology read_nodes(const Blob& blob, Platform& platform) {
    Topology topology;
    for (const BlobNode& domain : domains(blob)) {
        const Cpus cpus = cpus_of(domain);
        const std::size_t index = platform.nodes.size();
        const auto [before, is_new] = topology.by_cluster.emplace(cpus.cluster, index);
        if (!is_new) {
            cpus.property.fail(
                fmt::format("cluster {} already runs domain '{}'; expected another one",
                            cpus.cluster.path(), platform.nodes[before->second].name));
        }
        platform.nodes.push_back(read_node(domain, cpus, blob.root()));
        topology.by_domain.emplace(domain, index);
        if (is_peer(cpus.cluster)) {
            for (const BlobNode& input : peer_inputs(cpus.cluster)) {
                topology.by_interrupt_controller.emplace(input, index);
            }
        } else if (const auto controller = interrupt_controller_node(cpus.cluster)) {
            topology.by_interrupt_controller.emplace(*controller, index);
        }
    }
    expect_every_cluster_used(blob, topology);
    return topology;
}

} // namespace ampsim::platform

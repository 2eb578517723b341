// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/shared_bus.h"

#include "sim/error.h"
#include "sim/hub/bus_devices.h"
#include "sim/measure/suggestion.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::hub {

using models::bus::nanosecond;
using models::bus::Picoseconds;

namespace {

constexpr unsigned traffic_outstanding = 4;

Picoseconds picoseconds(VirtualTime time) {
    return static_cast<Picoseconds>(time.count()) * nanosecond;
}

[[noreturn]] void fail(const std::string& origin, const std::string& property,
                       const std::string& problem) {
    throw InputError(fmt::format("{}: property 'ampsim,{}': {}", origin, property, problem));
}

/// What the fabric counts of an initiator whose accesses are real.
void count(Counters& counters, const std::string& name,
           const models::bus::InitiatorCounters& counted) {
    counters[name + ".bus.requests"] = counted.requests;
    counters[name + ".bus.wait_ns"] = counted.wait / nanosecond;
    counters[name + ".bus.longest_wait_ns"] = counted.longest_wait / nanosecond;
    counters[name + ".bus.held_ns"] = counted.held / nanosecond;
}

void count_traffic(Counters& counters, const std::string& name,
                   const models::bus::InitiatorCounters& counted) {
    counters[name + ".bursts"] = counted.answered;
    counters[name + ".bytes"] = counted.bytes;
    counters[name + ".latency_ns"] = counted.latency / nanosecond;
    counters[name + ".longest_latency_ns"] = counted.longest_latency / nanosecond;
}

void count(Counters& counters, const std::string& name, const models::bus::Port& port) {
    const models::bus::PortCounters& counted = port.counters();
    counters[name + ".port.requests"] = counted.requests;
    counters[name + ".port.bytes"] = counted.bytes;
    counters[name + ".port.busy_ns"] = counted.busy / nanosecond;
    counters[name + ".port.waited"] = counted.waited;
    counters[name + ".port.wait_ns"] = counted.wait / nanosecond;
    counters[name + ".port.longest_wait_ns"] = counted.longest_wait / nanosecond;
    counters[name + ".port.longest_queue"] = counted.longest_queue;
    if (const models::bus::Dram* dram = port.dram()) {
        counters[name + ".dram.hits"] = dram->counters().hits;
        counters[name + ".dram.closed"] = dram->counters().closed;
        counters[name + ".dram.conflicts"] = dram->counters().conflicts;
        counters[name + ".dram.refreshes"] = dram->counters().refreshes;
        counters[name + ".dram.refresh_wait_ns"] = dram->counters().refresh_waits / nanosecond;
    }
}

} // namespace

SharedBus::SharedBus(const platform::Platform& platform, const std::vector<Device>& devices,
                     models::Interconnect& interconnect)
    : platform_(platform), devices_(devices), contention_("contention") {
    const BusParameters parameters(platform.bus, initiator_names(interconnect));
    add_bridges(parameters);
    add_targets(parameters);
    add_initiators(parameters, interconnect);
    add_traffic(parameters);
    contention_.know(interconnect.initiators());
    interconnect.contend(contention_);
}

void SharedBus::check_unshared(const platform::Platform& platform,
                               const std::vector<Device>& devices) {
    for (std::size_t i = 0; i < devices.size(); ++i) {
        if (devices[i].traffic && devices[i].traffic->is_on) {
            throw InputError(
                fmt::format("{}: its traffic delays nobody, since the bus is not shared: expected "
                            "ampsim,arbitration = \"round-robin\" or the like at the bus, or "
                            "ampsim,arrivals = \"off\" here",
                            platform.devices[i].origin));
        }
    }
}

// --- Elaboration ---------------------------------------------------------------------------------

std::vector<std::string>
SharedBus::initiator_names(const models::Interconnect& interconnect) const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < interconnect.initiators(); ++i) {
        names.push_back(interconnect.initiator_name(i));
    }
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        if (devices_[i].traffic) {
            names.push_back(platform_.devices[i].label);
        }
    }
    return names;
}

void SharedBus::add_bridges(const BusParameters& parameters) {
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        if (!devices_[i].bridge) {
            continue;
        }
        const platform::Device& device = platform_.devices[i];
        models::bus::BridgeParameters bridge;
        bridge.port = parameters.port(device.sharing);
        bridge.inner = bridge.port.clock;
        bridge.outer = parameters.clock();
        bridge.synchroniser_cycles = devices_[i].bridge->synchroniser_cycles;
        contention_.fabric.add_bridge(device.label, bridge, parameters.arbiter(device.sharing),
                                      parameters.arbiter(device.sharing));
        bridges_.push_back(device.label);
    }
}

std::optional<std::size_t> SharedBus::bridge_of(const platform::BusSettings& settings) const {
    const std::string label = BusParameters::bridge_of(settings);
    if (label.empty()) {
        return std::nullopt;
    }
    const auto found = std::find(bridges_.begin(), bridges_.end(), label);
    if (found == bridges_.end()) {
        fail(settings.origin, "bridge",
             fmt::format("there is no \"{}\" with the label '{}'{}; there are: {}", bus_bridge,
                         label, measure::did_you_mean(label, bridges_),
                         bridges_.empty() ? "none" : fmt::format("{}", fmt::join(bridges_, ", "))));
    }
    return static_cast<std::size_t>(found - bridges_.begin());
}

/// In the order of the interconnect: memories, then the faces of devices.
void SharedBus::add_targets(const BusParameters& parameters) {
    models::bus::Fabric& fabric = contention_.fabric;
    for (const platform::Memory& memory : platform_.memories) {
        models::bus::PortParameters port = parameters.port(memory.sharing);
        port.read_latency = picoseconds(memory.read_latency);
        port.write_latency = picoseconds(memory.write_latency);
        fabric.add_target(memory.label, port, parameters.arbiter(memory.sharing),
                          bridge_of(memory.sharing));
        targets_.push_back(memory.label);
    }
    for (const platform::Device& device : platform_.devices) {
        for (std::size_t face = 0; face < device.faces.size(); ++face) {
            targets_.push_back(device.face_label(face));
            fabric.add_target(targets_.back(), parameters.port(device.sharing),
                              parameters.arbiter(device.sharing), bridge_of(device.sharing));
        }
    }
}

void SharedBus::add_initiators(const BusParameters& parameters,
                               const models::Interconnect& interconnect) {
    for (std::size_t i = 0; i < interconnect.initiators(); ++i) {
        const std::string& name = interconnect.initiator_name(i);
        const platform::BusSettings* settings =
            i < platform_.nodes.size() ? &platform_.nodes[i].sharing : nullptr;
        for (const platform::Device& device : platform_.devices) {
            if (settings == nullptr && device.label == name) {
                settings = &device.sharing;
            }
        }
        models::bus::InitiatorParameters initiator = parameters.initiator(*settings);
        initiator.bridge = bridge_of(*settings);
        contention_.fabric.add_initiator(name, initiator);
    }
}

void SharedBus::add_traffic(const BusParameters& parameters) {
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        if (!devices_[i].traffic) {
            continue;
        }
        const platform::Device& device = platform_.devices[i];
        models::bus::InitiatorParameters initiator =
            parameters.initiator(device.sharing, traffic_outstanding);
        if (initiator.outstanding == 0) {
            fail(device.origin, "initiator-outstanding",
                 "0, no limit, is not for generated traffic; expected a number from 1 to 65535");
        }
        initiator.bridge = bridge_of(device.sharing);
        const std::size_t index = contention_.fabric.add_initiator(device.label, initiator);
        if (devices_[i].traffic->is_on) {
            drive(i, index);
        }
    }
}

void SharedBus::drive(std::size_t device, std::size_t initiator) {
    const BusTraffic& traffic = *devices_[device].traffic;
    const std::string& origin = platform_.devices[device].origin;
    std::vector<std::string> labels;
    for (const platform::Memory& memory : platform_.memories) {
        labels.push_back(memory.label);
    }
    const auto found = std::find(labels.begin(), labels.end(), traffic.target);
    if (found == labels.end()) {
        fail(origin, "target",
             fmt::format("there is no memory '{}'{}; there are: {}", traffic.target,
                         measure::did_you_mean(traffic.target, labels), fmt::join(labels, ", ")));
    }
    const std::size_t target = static_cast<std::size_t>(found - labels.begin());
    const std::uint64_t whole = platform_.memories[target].bus.size;
    models::bus::TrafficParameters script = traffic.script;
    script.first = traffic.window_base;
    if (script.first >= whole) {
        fail(origin, "window-base",
             fmt::format("{:#x} is not within the {:#x} bytes of '{}'", script.first, whole,
                         traffic.target));
    }
    script.size = traffic.window_size != 0 ? traffic.window_size : whole - script.first;
    if (script.size > whole - script.first || script.size < script.burst_bytes) {
        fail(origin, "window-size",
             fmt::format("{:#x} bytes; expected at least a burst of {} and at most the {:#x} that "
                         "'{}' has from there on",
                         script.size, script.burst_bytes, whole - script.first, traffic.target));
    }
    contention_.fabric.drive(initiator, target, script, devices_[device].request_latency.value(),
                             devices_[device].response_latency.value());
}

// --- Counters ------------------------------------------------------------------------------------

Counters SharedBus::counters() {
    contention_.settle();
    const models::bus::Fabric& fabric = contention_.fabric;
    Counters counters;
    for (std::size_t port = 0; port < 2 * bridges_.size(); ++port) {
        count(counters, fabric.port(port).name(), fabric.port(port));
    }
    for (std::size_t target = 0; target < targets_.size(); ++target) {
        count(counters, targets_[target], fabric.target(target));
    }
    for (std::size_t initiator = 0; initiator < fabric.initiators(); ++initiator) {
        const std::string& name = fabric.initiator_name(initiator);
        count(counters, name, fabric.initiator(initiator));
        if (!contention_.knows(initiator)) {
            count_traffic(counters, name, fabric.initiator(initiator));
        }
    }
    return counters;
}

} // namespace ampsim::hub

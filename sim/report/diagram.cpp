// SPDX-License-Identifier: BSD-3-Clause
#include "sim/report/diagram.h"

#include "sim/platform/pci.h"
#include "sim/platform/qemu_machine.h"

#include <algorithm>
#include <map>

namespace ampsim::report {

namespace {

using Json = nlohmann::ordered_json;

/// Nanoseconds; an integer wherever they are whole.
Json nanoseconds(std::int64_t picoseconds) {
    return picoseconds % 1000 == 0 ? Json(picoseconds / 1000)
                                   : Json(static_cast<double>(picoseconds) / 1000);
}

/// What runs the node's software, also where a machine has one processor only and none is said.
std::string cpu_of(const platform::Node& node) {
    const platform::QemuMachine* machine = platform::find_qemu_machine(node.machine);
    return !node.cpu.empty() || machine == nullptr || machine->cpus.empty()
               ? node.cpu
               : std::string(machine->cpus.front());
}

/// How it shares the bus, `[name, value]` of each: where the platform says something of it.
void add_sharing(Json& box, const platform::BusSettings& sharing) {
    Json all = Json::array();
    for (const auto& [name, text] : sharing.texts) {
        all.push_back(Json::array({name, text}));
    }
    for (const auto& [name, number] : sharing.numbers) {
        all.push_back(Json::array({name, number}));
    }
    if (!all.empty()) {
        box["sharing"] = std::move(all);
    }
}

Json node_box(const platform::Node& node) {
    Json box{
        {"name", node.name}, {"cluster", node.cluster}, {"cpu", cpu_of(node)}, {"os", node.os}};
    if (!node.machine.empty()) {
        box["machine"] = node.machine;
        box["instruction_ns"] = std::int64_t{1} << node.instruction_shift;
    }
    box["posted_writes"] = node.posted_writes;
    add_sharing(box, node.sharing);
    return box;
}

Json device_box(const platform::Device& device, const hub::DeviceTiming& timing) {
    Json box{{"label", device.label},
             {"what", device.generic_name},
             {"compatible", device.compatible.empty() ? "" : device.compatible.front()},
             {"faces", Json::array()},
             {"latencies", Json::array()}};
    for (const platform::Face& face : device.faces) {
        box["faces"].push_back(face.name);
    }
    for (const hub::DeviceTiming::Latency& latency : timing.latencies) {
        box["latencies"].push_back(Json::array({latency.name, nanoseconds(latency.picoseconds)}));
    }
    add_sharing(box, device.sharing);
    return box;
}

Json memory_box(const platform::Memory& memory) {
    Json box{{"label", memory.label},
             {"address", memory.bus.address},
             {"size", memory.bus.size},
             {"access", memory.access == platform::Access::direct ? "direct" : "timed"},
             {"read_ns", memory.read_latency.count()},
             {"write_ns", memory.write_latency.count()}};
    add_sharing(box, memory.sharing);
    return box;
}

/// Each arrow once, however many windows it stands for.
class Edges {
public:
    Edges(const platform::Platform& platform, const std::vector<hub::DeviceTiming>& timing)
        : platform_(platform) {
        for (const platform::Node& node : platform.nodes) {
            add_windows(node);
        }
        for (const platform::Node& node : platform.nodes) {
            for (const platform::Wire& wire : node.wires) {
                const bool is_named = !wire.output.empty() && wire.output != wire.device;
                add({{"from", is_named ? wire.device + "." + wire.output : wire.device},
                     {"to", node.name},
                     {"kind", "interrupt"},
                     {"latency_ns", node.interrupt_latency.count()}});
            }
        }
        for (std::size_t i = 0; i < platform.devices.size(); ++i) {
            add_device(platform.devices[i], timing[i]);
        }
    }

    const Json& list() const { return edges_; }

private:
    void add(Json edge) {
        if (std::find(edges_.begin(), edges_.end(), edge) == edges_.end()) {
            edges_.push_back(std::move(edge));
        }
    }

    const platform::Device* device(const std::string& label) const {
        const auto found =
            std::find_if(platform_.devices.begin(), platform_.devices.end(),
                         [&](const platform::Device& other) { return other.label == label; });
        return found == platform_.devices.end() ? nullptr : &*found;
    }

    void add_windows(const platform::Node& node) {
        for (const platform::Window& window : node.windows) {
            if (window.ram) {
                add({{"from", node.name}, {"to", window.target}, {"kind", "memory"}});
                continue;
            }
            const platform::Device* target = window.face ? device(window.target) : nullptr;
            add({{"from", node.name},
                 {"to", target == nullptr ? window.target : target->face_label(*window.face)},
                 {"kind", "access"},
                 {"request_ns", node.request_latency.count()},
                 {"response_ns", node.response_latency.count()}});
        }
    }

    void add_device(const platform::Device& device, const hub::DeviceTiming& timing) {
        if (device.controls) {
            add({{"from", device.label},
                 {"to", platform_.nodes.at(*device.controls).name},
                 {"kind", "control"}});
        }
        if (device.remote_port) {
            add({{"from", device.label},
                 {"to", platform_.nodes.at(device.remote_port->node).name},
                 {"kind", "remote-port"}});
        }
        if (const auto network = device.texts.find("network"); network != device.texts.end()) {
            add({{"from", device.label}, {"to", network->second}, {"kind", "network"}});
        }
        if (platform::is_on_pci(device)) {
            add({{"from", platform_.devices.at(platform::pci_host_of(platform_, device)).label},
                 {"to", device.label},
                 {"kind", "pci"}});
        }
        for (const platform::Memory& memory : platform_.memories) {
            const std::string only = device.text("target"); // of a traffic generator
            if (timing.master && (only.empty() || only == memory.label)) {
                add_dma(device.label, memory, *timing.master);
            }
        }
    }

    void add_dma(const std::string& label, const platform::Memory& memory,
                 const hub::DeviceTiming::Path& path) {
        Json edge{{"from", label}, {"to", memory.label}, {"kind", "dma"}};
        if (memory.access == platform::Access::timed) { // direct memory is not behind the bus
            edge["request_ns"] = path.request.count();
            edge["response_ns"] = path.response.count();
        }
        add(std::move(edge));
    }

    const platform::Platform& platform_;
    Json edges_ = Json::array();
};

} // namespace

Json diagram(const platform::Platform& platform, const std::vector<hub::DeviceTiming>& timing) {
    std::vector<hub::DeviceTiming> of_devices = timing;
    of_devices.resize(platform.devices.size());
    Json json{{"format", platform_format},
              {"name", platform.name},
              {"nodes", Json::array()},
              {"devices", Json::array()},
              {"memories", Json::array()}};
    for (const platform::Node& node : platform.nodes) {
        json["nodes"].push_back(node_box(node));
    }
    for (std::size_t i = 0; i < platform.devices.size(); ++i) {
        json["devices"].push_back(device_box(platform.devices[i], of_devices[i]));
    }
    for (const platform::Memory& memory : platform.memories) {
        json["memories"].push_back(memory_box(memory));
    }
    add_sharing(json, platform.bus);
    json["edges"] = Edges(platform, of_devices).list();
    return json;
}

} // namespace ampsim::report

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/platform_text.h"

#include "sim/measure/units.h"
#include "sim/node/qemu_command.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::cli {

namespace {

using measure::exact_duration;

constexpr std::size_t line_width = 100;

std::string size_text(std::uint64_t bytes) {
    constexpr const char* units[] = {"B", "KiB", "MiB", "GiB"};
    std::size_t unit = 0;
    while (unit + 1 < std::size(units) && bytes != 0 && bytes % 1024 == 0) {
        bytes /= 1024;
        ++unit;
    }
    return fmt::format("{} {}", bytes, units[unit]);
}

std::string controller_name(platform::InterruptController controller) {
    switch (controller) {
    case platform::InterruptController::gicv3:
        return "GICv3";
    case platform::InterruptController::gicv2:
        return "GICv2";
    case platform::InterruptController::nvic:
        return "NVIC";
    }
    return "";
}

/// "mu.a", or "ddr" when it has no faces.
std::string face_name(const std::string& target, const std::string& face) {
    return face.empty() || face == target ? target : target + "." + face;
}

std::string target_name(const platform::Platform& platform, const platform::Window& window) {
    const auto device =
        std::find_if(platform.devices.begin(), platform.devices.end(),
                     [&](const auto& candidate) { return candidate.label == window.target; });
    if (!window.face || device == platform.devices.end()) {
        return window.target;
    }
    return face_name(window.target, device->faces.at(*window.face).name);
}

std::string row(const platform::Range& range, const std::string& name, const std::string& rest) {
    return fmt::format("    {:#010x}-{:#010x}  {:>8}  {:<14}  {}\n", range.address, range.end() - 1,
                       size_text(range.size), name, rest);
}

} // namespace

namespace {

std::string latencies(const platform::Node& node) {
    return fmt::format("request {}, response {}, interrupt {}",
                       exact_duration(node.request_latency), exact_duration(node.response_latency),
                       exact_duration(node.interrupt_latency));
}

std::string machine_text(const platform::Node& node) {
    const char* writes = node.posted_writes ? "writes are posted" : "writes stall";
    if (node.machine.empty()) {
        return fmt::format("Node {}: {}, no QEMU\n  {}; {}\n", node.name, node.os, latencies(node),
                           writes);
    }
    std::string text = fmt::format("Node {}: {} on QEMU's {}{}, {}", node.name, node.os,
                                   node.machine, node.cpu.empty() ? "" : " with " + node.cpu,
                                   controller_name(node.interrupt_controller));
    if (node.memory_size != 0) {
        text += ", " + size_text(node.memory_size);
    }
    return text + fmt::format("\n  an instruction takes {}; {}; {}\n",
                              exact_duration(VirtualTime{1LL << node.instruction_shift}),
                              latencies(node), writes);
}

std::string peer_text(const platform::Platform& platform, std::size_t index) {
    const platform::Node& node = platform.nodes.at(index);
    std::string text = fmt::format("Node {}: {}, a Remote-Port peer\n  {}\n  Channels\n", node.name,
                                   node.os, latencies(node));
    for (const platform::PeerMaster& master : node.masters) {
        text += fmt::format("    {:>3}  it reads and writes, from {:#010x} on\n", master.channel,
                            master.base);
    }
    for (const platform::Device& device : platform.devices) {
        if (device.remote_port && device.remote_port->node == index) {
            text +=
                fmt::format("    {:>3}  {}, {}\n", device.remote_port->channel, device.label,
                            device.faces.empty() ? "wires that it drives" : "memory that it has");
        }
    }
    return text;
}

/// "SPI 88", "interrupt 31", "channel 12 line 0".
std::string input_text(const platform::Node& node, const platform::Wire& wire) {
    if (node.is_peer) {
        return fmt::format("channel {} line {}", wire.channel, wire.input);
    }
    const bool nvic = node.interrupt_controller == platform::InterruptController::nvic;
    return fmt::format("{} {}", nvic ? "interrupt" : "SPI", wire.input);
}

} // namespace

std::string node_text(const platform::Platform& platform, std::size_t index) {
    const platform::Node& node = platform.nodes.at(index);
    std::string text = node.is_peer ? peer_text(platform, index) : machine_text(node);
    text += "  Address map\n";
    for (const platform::Window& window : node.windows) {
        text += row(
            window.node, target_name(platform, window),
            fmt::format("{}, bus {:#010x}", window.ram ? "shared RAM" : "registers", window.bus));
    }
    text += "  Interrupt lines\n";
    for (const platform::Wire& wire : node.wires) {
        text += fmt::format("    {} -> {}\n", face_name(wire.device, wire.output),
                            input_text(node, wire));
    }
    return text;
}

std::string command_line_text(const platform::Platform& platform, std::size_t index) {
    const platform::Node& node = platform.nodes.at(index);
    scenario::NodeSettings settings;
    node::QemuFiles files{"LINK", node.name + ".console.log", "", "", {}};
    if (node.os == "linux") {
        settings.kernel = "KERNEL";
        files.initramfs = "INITRAMFS";
        files.device_tree = node.name + ".dtb";
    }
    for (std::size_t i = 0; i < platform.memories.size(); ++i) {
        files.memories[platform.memories[i].label] = static_cast<int>(i);
    }
    std::string text =
        fmt::format("Command line of {} (ram=ADDRESS:SIZE:DESCRIPTOR:OFFSET)\n ", node.name);
    std::size_t column = 1;
    for (const std::string& argument :
         node::qemu_command({node::qemu_program, "ampsim-qemu.so"}, node, settings, files)) {
        if (column + argument.size() > line_width && argument.front() == '-') {
            text += " \\\n   ";
            column = 3;
        }
        const bool quoted = argument.find(' ') != std::string::npos;
        text += quoted ? fmt::format(" '{}'", argument) : " " + argument;
        column += argument.size() + 1;
    }
    return text + "\n";
}

namespace {

/// Whose devices they are, what carries them, and where each has its rings and buffers.
std::string hvl_text(const platform::Platform& platform, const platform::Hvl& hvl) {
    std::string text =
        fmt::format("VirtIO {}: {} serves {}\n  registers in {}, {}\n", hvl.name,
                    platform.nodes.at(hvl.host).name, platform.nodes.at(hvl.remote).name,
                    hvl.registers_in_ram ? "the window" : hvl.shim->device,
                    hvl.per_queue ? "each queue has its bit of " + hvl.doorbell->device
                                  : "one notification each way");
    text += row(hvl.window, hvl.window_name,
                fmt::format("window; {:#010x} for {}, {:#010x} for {}", hvl.host_window,
                            platform.nodes.at(hvl.host).name, hvl.remote_window,
                            platform.nodes.at(hvl.remote).name));
    for (const platform::HvlDevice& device : hvl.devices) {
        const std::string bits = hvl.per_queue ? fmt::format(", bits {} to {}", device.first_bit,
                                                             device.first_bit + device.queues)
                                               : "";
        text +=
            row({hvl.window.address + device.pool_offset, device.pool_size},
                fmt::format("{} {}", device.slot, device.type),
                fmt::format("{} of {}{}",
                            device.queues == 1 ? "queue" : fmt::format("{} queues", device.queues),
                            device.queue_size, bits));
    }
    return text;
}

} // namespace

std::string hardware_text(const platform::Platform& platform) {
    std::string text = "Memories\n";
    for (const platform::Memory& memory : platform.memories) {
        text += row(memory.bus, memory.label,
                    fmt::format("{}, read {}, write {}",
                                memory.access == platform::Access::direct ? "direct" : "timed",
                                exact_duration(memory.read_latency),
                                exact_duration(memory.write_latency)));
    }
    text += "Devices\n";
    for (const platform::Device& device : platform.devices) {
        std::string parameters = device.compatible.empty() ? "" : device.compatible.front();
        for (const auto& [name, value] : device.parameters) {
            parameters += fmt::format(", {} = {}", name, value);
        }
        if (device.controls) {
            parameters += ", controls node " + platform.nodes.at(*device.controls).name;
        }
        for (const platform::Face& face : device.faces) {
            text += row(face.bus, face_name(device.label, face.name), parameters);
        }
    }
    text += "Carveouts\n";
    for (const auto& [name, range] : platform.carveouts) {
        text += row(range, name, "");
    }
    for (const platform::Hvl& hvl : platform.hvl) {
        text += hvl_text(platform, hvl);
    }
    return text;
}

} // namespace ampsim::cli

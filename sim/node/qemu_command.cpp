// SPDX-License-Identifier: BSD-3-Clause
#include "sim/node/qemu_command.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::node {

namespace {

/// QEMU's options end at a comma; a doubled one stands for itself.
std::string escaped(const std::string& text) {
    std::string result;
    for (const char c : text) {
        result += c;
        if (c == ',') {
            result += c;
        }
    }
    return result;
}

/// Null: its machine's RAM is its own.
const platform::Window* shared_ram(const platform::Node& node) {
    const auto found =
        std::find_if(node.windows.begin(), node.windows.end(),
                     [](const platform::Window& window) { return window.machine_ram; });
    return found == node.windows.end() ? nullptr : &*found;
}

std::string machine(const platform::Node& node, bool has_backend) {
    std::string text = node.machine;
    switch (node.interrupt_controller) {
    case platform::InterruptController::gicv3:
        text += ",gic-version=3";
        break;
    case platform::InterruptController::gicv2:
        text += ",gic-version=2";
        break;
    case platform::InterruptController::nvic:
        break;
    }
    return has_backend ? text + ",memory-backend=ram" : text;
}

std::string plugin(const std::string& file, const platform::Node& node, const QemuFiles& files) {
    std::string argument = escaped(file) + ",link=" + escaped(files.link);
    for (const platform::Window& window : node.windows) {
        if (window.machine_ram) {
            continue;
        }
        const std::string place = fmt::format("{:#x}:{:#x}", window.node.address, window.node.size);
        argument += window.ram ? fmt::format(",ram={}:{}:{:#x}", place,
                                             files.memories.at(window.target), window.offset)
                               : fmt::format(",io={}", place);
    }
    for (const platform::Wire& wire : node.wires) {
        argument += fmt::format(",wire={}", wire.input);
    }
    if (saves_memory_apart(node)) {
        argument += ",memory=apart";
    }
    return argument;
}

/// A panic ends the run at once; kernel addresses are those of the image. Linux looks for a GICv2m
/// frame only where its GICv3 knows no LPIs; QEMU's says that it does, with "its=off" too.
std::string kernel_command_line(const platform::Node& node,
                                const scenario::NodeSettings& settings) {
    const bool denies_lpis =
        node.has_gicv2m && node.interrupt_controller == platform::InterruptController::gicv3;
    const std::string always = std::string("console=ttyAMA0 nokaslr panic=-1") +
                               (denies_lpis ? " irqchip.gicv3_nolpi=1" : "");
    return settings.command_line.empty() ? always : always + " " + settings.command_line;
}

} // namespace

bool saves_memory_apart(const platform::Node& node) {
    return node.memory_size != 0 && shared_ram(node) == nullptr;
}

std::vector<std::string> qemu_command(const QemuWithPlugin& programs, const platform::Node& node,
                                      const scenario::NodeSettings& settings,
                                      const QemuFiles& files) {
    std::vector<std::string> command{
        programs.qemu, "-nodefaults", "-no-user-config", "-display", "none", "-monitor", "none",
        "-nic", "none", "-name", node.name,
        // Time and chance are the simulation's.
        "-icount", fmt::format("shift={},sleep=off", node.instruction_shift), "-rtc",
        "base=2024-01-01T00:00:00,clock=vm", "-seed", "42",
        // A guest that resets or switches itself off: the hub says what becomes of it.
        "-no-reboot", "-no-shutdown",
        // A machine saved while it is stopped runs when it is restored.
        "-global", "migration.store-global-state=off", "-chardev",
        fmt::format("file,id=console,path={},append=on", escaped(files.console_log)), "-serial",
        "chardev:console", "-M",
        machine(node, shared_ram(node) != nullptr || !files.saved_memory.empty())};
    const auto add = [&command](std::initializer_list<std::string> more) {
        command.insert(command.end(), more);
    };
    if (!node.cpu.empty()) {
        add({"-cpu", node.cpu});
    }
    if (node.memory_size != 0) {
        add({"-m", fmt::format("{}M", node.memory_size >> 20U)});
    }
    if (const platform::Window* ram = shared_ram(node)) {
        add({"-object", fmt::format("memory-backend-file,id=ram,size={}M,share=on,"
                                    "mem-path=/proc/self/fd/{}",
                                    node.memory_size >> 20U, files.memories.at(ram->target))});
    }
    if (!files.saved_memory.empty()) {
        add({"-object", fmt::format("memory-backend-file,id=ram,size={}M,share=off,mem-path={}",
                                    node.memory_size >> 20U, escaped(files.saved_memory))});
    }
    if (node.os == "linux" && files.saved_machine) {
        // Its memory is in the saved state. That something is booted is part of the machine, what
        // it is does not matter.
        add({"-kernel", files.device_tree, "-dtb", files.device_tree});
    } else if (node.os == "linux") {
        add({"-kernel", settings.kernel, "-append", kernel_command_line(node, settings), "-dtb",
             files.device_tree});
        if (!files.initramfs.empty()) {
            add({"-initrd", files.initramfs});
        }
    }
    if (!settings.gdb.empty()) {
        add({"-gdb", settings.gdb});
    }
    if (files.saved_machine) {
        add({"-incoming", fmt::format("fd:{}", *files.saved_machine)});
    }
    add({"-plugin", plugin(programs.plugin, node, files)});
    command.insert(command.end(), settings.qemu_arguments.begin(), settings.qemu_arguments.end());
    return command;
}

} // namespace ampsim::node

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/checks.h"

#include "sim/error.h"
#include "sim/platform/qemu_machine.h"
#include "sim/platform/range.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace ampsim::platform {

namespace {

[[noreturn]] void fail(const std::string& origin, const std::string& property,
                       const std::string& message) {
    throw InputError(fmt::format("{}: property '{}': {}", origin, property, message));
}

/// "mu.a"; "ddr" where there is one face only.
std::string full_name(const std::string& device, const std::string& part) {
    return part.empty() ? device : device + "." + part;
}

std::string target_name(const Platform& platform, const Window& window) {
    for (const Device& device : platform.devices) {
        if (window.face && device.label == window.target) {
            return device.face_label(*window.face);
        }
    }
    return window.target;
}

// --- The shared bus

struct Occupant {
    std::string name;
    std::string origin;
    Range range;
};

void check_overlaps(const Platform& platform) {
    std::vector<Occupant> all;
    for (const Memory& memory : platform.memories) {
        all.push_back({memory.label, memory.origin, memory.bus});
    }
    for (const Device& device : platform.devices) {
        for (const Face& face : device.faces) {
            all.push_back({full_name(device.label, face.name), device.origin, face.bus});
        }
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (overlap(all[i].range, all[j].range)) {
                fail(all[i].origin, "reg",
                     fmt::format("{} at {} overlaps {} at {}", all[i].name,
                                 range_text(all[i].range), all[j].name, range_text(all[j].range)));
            }
        }
    }
}

void check_direct_memories(const Platform& platform) {
    for (const Memory& memory : platform.memories) {
        const bool whole_pages =
            memory.bus.address % page_size == 0 && memory.bus.size % page_size == 0;
        if (memory.access == Access::direct && !whole_pages) {
            fail(memory.origin, "reg",
                 fmt::format("{:#x} bytes at {:#x}: memory that is accessed directly consists of "
                             "pages of 4 KiB; "
                             "expected multiples of 0x1000, or ampsim,access = \"timed\"",
                             memory.bus.size, memory.bus.address));
        }
    }
}

// --- Windows

/// Says which window of which node is wrong.
class WindowProblem {
public:
    WindowProblem(const Platform& platform, const Node& node, const Window& window)
        : node_(node),
          window_text_(fmt::format("the window to {} at {}", target_name(platform, window),
                                   range_text(window.node))) {}

    [[noreturn]] void fail(const std::string& what) const {
        platform::fail(node_.origin, "address-map", window_text_ + " " + what);
    }

private:
    const Node& node_;
    std::string window_text_;
};

void check_alignment(const Window& window, const WindowProblem& problem) {
    if (window.ram && (window.node.address | window.node.size | window.offset) % page_size != 0) {
        problem.fail(
            "is direct memory, which consists of pages of 4 KiB: expected address and size to be "
            "multiples of 0x1000");
    }
}

/// Nothing to check for a node that no QEMU runs.
void check_against_machine(const Node& node, const Window& window, const QemuMachine* known,
                           const WindowProblem& problem) {
    if (known == nullptr) {
        return;
    }
    const QemuMachine& machine = *known;
    if ((window.node.address + (window.node.size - 1)) >> machine.address_bits != 0) {
        problem.fail(fmt::format("is beyond the {} address bits of QEMU's machine {}",
                                 machine.address_bits, machine.name));
    }
    for (const QemuMachine::Region& peripheral : machine.peripherals) {
        if (overlap(window.node, peripheral.range)) {
            problem.fail(fmt::format(
                "covers a device of QEMU's machine {}: {} at {}; expected free addresses",
                machine.name, peripheral.owner, range_text(peripheral.range)));
        }
    }
    for (const QemuMachine::Region& memory : machine.memories) {
        if (window.face && overlap(window.node, memory.range)) {
            problem.fail(fmt::format(
                "puts registers over memory of QEMU's machine {}: {} at {}; only memory may "
                "take its place",
                machine.name, memory.owner, range_text(memory.range)));
        }
    }
    if (machine.ram_base && !window.machine_ram &&
        overlap(window.node, {*machine.ram_base, node.memory_size})) {
        problem.fail(fmt::format(
            "covers the memory of domain {} at {}; expected addresses outside of it, or "
            "direct memory of just this range",
            node.name, range_text({*machine.ram_base, node.memory_size})));
    }
}

void check_windows(const Platform& platform, const Node& node, const QemuMachine* machine) {
    for (std::size_t i = 0; i < node.windows.size(); ++i) {
        const Window& window = node.windows[i];
        const WindowProblem problem(platform, node, window);
        check_alignment(window, problem);
        check_against_machine(node, window, machine, problem);
        for (std::size_t j = 0; j < i; ++j) {
            const Window& other = node.windows[j];
            if (overlap(window.node, other.node)) {
                problem.fail(fmt::format("overlaps that to {} at {}", target_name(platform, other),
                                         range_text(other.node)));
            }
        }
    }
}

// --- Wires

const Device& device_of(const Platform& platform, const Wire& wire) {
    return *std::find_if(platform.devices.begin(), platform.devices.end(),
                         [&](const Device& device) { return device.label == wire.device; });
}

void check_wire(const Platform& platform, const Node& node, const Wire& wire,
                const QemuMachine* known) {
    if (known == nullptr) {
        return;
    }
    const QemuMachine& machine = *known;
    const auto problem = [&](const std::string& what) {
        fail(device_of(platform, wire).origin, "interrupts-extended",
             fmt::format("interrupt {} of node {} for {} {}", wire.input, node.name,
                         full_name(wire.device, wire.output), what));
    };
    if (wire.input >= machine.interrupts) {
        problem(fmt::format("does not exist: QEMU's machine {} has 0 to {}", machine.name,
                            machine.interrupts - 1));
    }
    for (const QemuMachine::Interrupts& used : machine.used_interrupts) {
        const bool applies = !used.only_with || *used.only_with == node.interrupt_controller;
        if (applies && wire.input >= used.first && wire.input <= used.last) {
            problem(fmt::format("belongs to QEMU's machine {}: {}", machine.name, used.owner));
        }
    }
}

void check_wires(const Platform& platform, const Node& node, const QemuMachine* machine) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, const Wire*> taken; // by channel and input
    for (const Wire& wire : node.wires) {
        check_wire(platform, node, wire, machine);
        const auto [before, is_free] = taken.emplace(std::pair{wire.channel, wire.input}, &wire);
        if (!is_free) {
            fail(device_of(platform, wire).origin, "interrupts-extended",
                 fmt::format("interrupt {} of node {} for {} is taken by {}", wire.input, node.name,
                             full_name(wire.device, wire.output),
                             full_name(before->second->device, before->second->output)));
        }
    }
}

// --- Resets

void check_controls(const Platform& platform) {
    for (const Device& device : platform.devices) {
        if (device.controls && platform.nodes[*device.controls].is_peer) {
            fail(device.origin, "ampsim,controls",
                 fmt::format("{} is a Remote-Port peer, which cannot be reset over its link",
                             platform.nodes[*device.controls].name));
        }
    }
}

} // namespace

void check_bus(const Platform& platform) {
    check_overlaps(platform);
    check_direct_memories(platform);
}

void check_nodes(const Platform& platform) {
    for (const Node& node : platform.nodes) {
        const QemuMachine* machine = find_qemu_machine(node.machine); // null: no QEMU runs it
        check_windows(platform, node, machine);
        check_wires(platform, node, machine);
    }
    check_controls(platform);
}

} // namespace ampsim::platform

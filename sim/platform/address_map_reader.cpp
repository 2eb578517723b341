// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/address_map_reader.h"

#include "sim/platform/qemu_machine.h"
#include "sim/platform/range.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::platform {

namespace {

struct Entry {
    std::uint64_t node_address;
    Range bus;
};

std::vector<Entry> read_entries(const BlobProperty& property, const BlobNode& cluster,
                                const BlobNode& bus, const std::string& expected) {
    const unsigned node_cells = cluster.cell_count("#ranges-address-cells");
    const unsigned size_cells = cluster.cell_count("#ranges-size-cells");
    const unsigned bus_cells = bus.cell_count("#address-cells");
    CellReader cells(property, expected);
    std::vector<Entry> entries;
    while (!cells.at_end()) {
        Entry entry{};
        entry.node_address = cells.number(node_cells);
        const BlobNode target = cells.reference();
        entry.bus.address = cells.number(bus_cells);
        entry.bus.size = cells.number(size_cells);
        if (!(target == bus)) {
            property.fail(
                fmt::format("the entry at {:#x} refers to {}; expected {}, with the bus {}",
                            entry.node_address, target.path(), expected, bus.path()));
        }
        if (!is_valid(entry.bus) || !is_valid({entry.node_address, entry.bus.size})) {
            property.fail(fmt::format(
                "the entry at {:#x} has size {:#x}: empty, or past the end of addresses",
                entry.node_address, entry.bus.size));
        }
        entries.push_back(entry);
    }
    return entries;
}

/// The part of `entry` that leads to `target`, which it overlaps.
Window window_to(const Range& target, const Entry& entry) {
    Window window;
    window.bus = std::max(entry.bus.address, target.address);
    const std::uint64_t last =
        std::min(entry.bus.address + (entry.bus.size - 1), target.address + (target.size - 1));
    window.node = {entry.node_address + (window.bus - entry.bus.address), last - window.bus + 1};
    window.offset = window.bus - target.address;
    return window;
}

std::vector<Window> windows_of(const Entry& entry, const BlobProperty& property,
                               const Platform& platform) {
    std::vector<Window> windows;
    for (const Memory& memory : platform.memories) {
        if (overlap(memory.bus, entry.bus)) {
            Window window = window_to(memory.bus, entry);
            window.target = memory.label;
            window.ram = memory.access == Access::direct;
            windows.push_back(window);
        }
    }
    for (const Device& device : platform.devices) {
        for (std::size_t face = 0; face < device.faces.size(); ++face) {
            const Range& registers = device.faces[face].bus;
            if (!overlap(registers, entry.bus)) {
                continue;
            }
            if (!contains(entry.bus, registers)) {
                property.fail(fmt::format(
                    "the entry at {:#x} covers bus {}, only a part of the registers of {} "
                    "at {}; expected all of them",
                    entry.node_address, range_text(entry.bus), device.label,
                    range_text(registers)));
            }
            Window window = window_to(registers, entry);
            window.target = device.label;
            window.face = face;
            windows.push_back(window);
        }
    }
    std::sort(windows.begin(), windows.end(),
              [](const Window& a, const Window& b) { return a.bus < b.bus; });
    return windows;
}

} // namespace

std::vector<Window> read_address_map(const BlobNode& cluster, const BlobNode& bus,
                                     const Platform& platform) {
    const std::string expected =
        fmt::format("<address &{} bus-address size> for each window to the bus", bus.label());
    const BlobProperty property = cluster.require("address-map", expected);
    std::vector<Window> windows;
    for (const Entry& entry : read_entries(property, cluster, bus, expected)) {
        const std::vector<Window> found = windows_of(entry, property, platform);
        if (found.empty()) {
            property.fail(
                fmt::format("the entry at {:#x} leads to bus {}, where nothing is; expected the "
                            "address of a memory or of registers",
                            entry.node_address, range_text(entry.bus)));
        }
        windows.insert(windows.end(), found.begin(), found.end());
    }
    return windows;
}

void find_machine_ram(Node& node) {
    const QemuMachine* machine = find_qemu_machine(node.machine);
    for (Window& window : node.windows) {
        window.machine_ram = machine != nullptr && machine->ram_base && window.ram &&
                             window.node.address == *machine->ram_base &&
                             window.node.size == node.memory_size && window.offset == 0;
    }
}

} // namespace ampsim::platform

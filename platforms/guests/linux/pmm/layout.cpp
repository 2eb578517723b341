// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/layout.h"

#include "platforms/guests/linux/pmm/problem.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace ampsim::pmm {

namespace {

constexpr std::uint64_t page = 4096;
constexpr unsigned slots_max = 8;
constexpr unsigned doorbell_bits = 32;

/// The property says the first or the second word.
bool is_second(const DeviceTreeNode& node, const std::string& property, const std::string& first,
               const std::string& second) {
    const std::string word = node.text(property);
    if (word != first && word != second) {
        throw WrongInput(fmt::format("{}/{}: \"{}\"; expected \"{}\" or \"{}\"", node.directory(),
                                     property, word, first, second));
    }
    return word == second;
}

DeviceLayout read_device(const DeviceTreeNode& node, bool per_queue, bool shim) {
    DeviceLayout device;
    device.slot = node.cell("reg");
    device.kind = node.text("ampsim,device");
    const std::uint32_t size = node.cell("ampsim,queue-size");
    const auto pool = node.cells("ampsim,pool", 2);
    device.pool = {pool[0], pool[1]};
    device.first_bit = node.cell("ampsim,first-bit");

    const auto wrong = [&node](const std::string& what) {
        return WrongInput(node.directory() + ": " + what);
    };
    const unsigned queues = queues_of(device.kind);
    if (queues == 0) {
        throw wrong("\"" + device.kind + "\" is no device that this monitor knows");
    }
    if (device.slot >= slots_max) {
        throw wrong(fmt::format("slot {}; expected 0 to {}", device.slot, slots_max - 1));
    }
    constexpr std::uint32_t size_max = 32768;
    if (size == 0 || size > size_max || (size & (size - 1)) != 0) {
        throw wrong(
            fmt::format("queues of {} entries; expected a power of 2 up to {}", size, size_max));
    }
    device.queue_size = static_cast<std::uint16_t>(size);
    const std::uint64_t first = shim ? 0 : page; // behind images of registers
    if (device.pool.offset < first || device.pool.offset % page != 0 || device.pool.size == 0) {
        throw wrong(fmt::format("a pool of {:#x} bytes at {:#x}; it has to begin with a page, at "
                                "{:#x} or behind",
                                device.pool.size, device.pool.offset, first));
    }
    const std::uint64_t bits = per_queue ? queues + 1 : 1;
    if (device.first_bit >= doorbell_bits || bits > doorbell_bits - device.first_bit) {
        throw wrong(fmt::format("{} bits of the doorbell from {} on; it has {}", bits,
                                device.first_bit, doorbell_bits));
    }
    return device;
}

} // namespace

bool Layout::has_region(const std::string& region) const {
    return std::find(regions.begin(), regions.end(), region) != regions.end();
}

unsigned queues_of(const std::string& kind) {
    static const std::map<std::string, unsigned> queues = {
        {"console", 2}, {"net", 2}, {"block", 1}, {"9p", 1}, {"rng", 1}, {"vsock", 3}};
    const auto found = queues.find(kind);
    return found == queues.end() ? 0 : found->second;
}

bool is_relation(const DeviceTreeNode& node) {
    if (!node.has("compatible")) {
        return false;
    }
    const auto compatible = node.texts("compatible");
    return std::find(compatible.begin(), compatible.end(), "ampsim,hvl") != compatible.end();
}

Layout read_layout(const std::string& directory) {
    const DeviceTreeNode node(directory);
    Layout layout;
    layout.name = node.text("name");
    layout.remote = node.text("ampsim,remote");
    layout.shim = is_second(node, "ampsim,registers", "ram", "shim");
    layout.per_queue = is_second(node, "ampsim,notification", "shared", "per-queue");
    const auto base = node.cells("ampsim,window-base", 2);
    layout.window_base = std::uint64_t{base[0]} << 32U | base[1];
    layout.regions = node.texts("reg-names");
    for (const DeviceTreeNode& child : node.children()) {
        if (child.has("ampsim,device")) {
            layout.devices.push_back(read_device(child, layout.per_queue, layout.shim));
        }
    }
    std::sort(layout.devices.begin(), layout.devices.end(),
              [](const auto& one, const auto& other) { return one.slot < other.slot; });
    const auto twice = std::adjacent_find(
        layout.devices.begin(), layout.devices.end(),
        [](const auto& one, const auto& other) { return one.slot == other.slot; });
    if (twice != layout.devices.end()) {
        throw WrongInput(fmt::format("{}: two devices in slot {}", directory, twice->slot));
    }
    return layout;
}

void check_window(const Layout& layout, std::uint64_t size) {
    for (const DeviceLayout& device : layout.devices) {
        if (device.pool.offset > size || device.pool.size > size - device.pool.offset) {
            throw WrongInput(fmt::format("{}: the pool of {}, {:#x} bytes at {:#x}, does not fit "
                                         "into the window of {:#x} bytes",
                                         layout.name, device.kind, device.pool.size,
                                         device.pool.offset, size));
        }
    }
    if (size < page) {
        throw WrongInput(fmt::format("{}: a window of {:#x} bytes", layout.name, size));
    }
}

} // namespace ampsim::pmm

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/hvl_layout.h"

#include "sim/platform/range.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace ampsim::platform {

namespace {

constexpr unsigned most_queues = 3;
static_assert(hvl_slots * hvl_slot_size <= page_size, "register images are in the first page");
static_assert(hvl_slots * (most_queues + 1) <= hvl_doorbell_bits,
              "whatever the devices are, their queues have bits");

constexpr std::uint64_t whole_pages(std::uint64_t bytes) {
    return (bytes + page_size - 1) / page_size * page_size;
}

} // namespace

const std::vector<HvlType>& hvl_types() {
    static const std::vector<HvlType> types = {
        {"console", 3, 2, 0x1'0000}, {"net", 1, 2, 0x8'0000},    {"block", 2, 1, 0x8'0000},
        {"9p", 9, 1, 0x1'0000},      {"vsock", 19, 3, 0x1'0000}, {"rng", 4, 1, 0x1'0000},
    };
    return types;
}

const HvlType* find_hvl_type(const std::string& name) {
    const std::vector<HvlType>& types = hvl_types();
    const auto found = std::find_if(types.begin(), types.end(),
                                    [&](const HvlType& type) { return type.name == name; });
    return found == types.end() ? nullptr : &*found;
}

std::vector<HvlLine> hvl_lines(const Node& node, const Device& device, std::size_t face) {
    const std::string& name = device.faces.at(face).name;
    std::vector<HvlLine> lines;
    for (const Wire& wire : node.wires) {
        if (wire.device != device.label || wire.output.compare(0, name.size(), name) != 0) {
            continue;
        }
        const char* first = wire.output.data() + name.size();
        const char* last = wire.output.data() + wire.output.size();
        HvlLine line{0, wire.input};
        if (first == last || std::from_chars(first, last, line.number).ptr == last) {
            lines.push_back(line);
        }
    }
    std::sort(lines.begin(), lines.end(),
              [](const HvlLine& a, const HvlLine& b) { return a.number < b.number; });
    return lines;
}

std::string hvl_name_for(const Platform& platform, std::size_t node, const Hvl& relation) {
    const auto first = std::find_if(platform.hvl.begin(), platform.hvl.end(),
                                    [&](const Hvl& hvl) { return hvl.remote == node; });
    return first != platform.hvl.end() && first->name == relation.name ? "hvl" : relation.name;
}

std::string boot_arguments(const Platform& platform, std::size_t node) {
    std::string text;
    for (const Hvl& hvl : platform.hvl) {
        if (hvl.host == node || hvl.remote == node) {
            const std::string name = hvl_name_for(platform, node, hvl);
            text += fmt::format("{}{}.registers={} {}.notification={}", text.empty() ? "" : " ",
                                name, hvl.registers_in_ram ? "ram" : "shim", name,
                                hvl.per_queue ? "per-queue" : "shared");
        }
    }
    return text;
}

void lay_out(Hvl& relation) {
    std::uint64_t offset = page_size;
    unsigned bit = 0;
    for (HvlDevice& device : relation.devices) {
        if (relation.window_is_remote_ram) {
            device.pool_offset = 0;
            device.pool_size = relation.window.size;
        } else {
            device.pool_offset = offset;
            offset += device.pool_size;
        }
        device.first_bit = bit;
        bit += device.queues + 1; // the last is for the configuration
    }
}

std::uint64_t hvl_window_size(const Hvl& relation) {
    std::uint64_t size = page_size;
    for (const HvlDevice& device : relation.devices) {
        size += device.pool_size;
    }
    return size;
}

std::uint64_t hvl_rings_size(unsigned queues, std::uint32_t queue_size) {
    const std::uint64_t entries = queue_size;
    const std::uint64_t driver_part = 16 * entries + 6 + 2 * entries;
    const std::uint64_t device_part = 6 + 8 * entries;
    return queues * (whole_pages(driver_part) + whole_pages(device_part));
}

} // namespace ampsim::platform

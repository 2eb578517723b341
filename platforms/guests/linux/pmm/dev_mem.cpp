// SPDX-License-Identifier: BSD-3-Clause
//
// Without UIO: addresses from the device tree itself, mapped from /dev/mem. The kernel lets a
// program do that with memory that is not its own, and with devices that have no driver.
#include "platforms/guests/linux/pmm/choose_relation.h"
#include "platforms/guests/linux/pmm/device_tree.h"
#include "platforms/guests/linux/pmm/hardware.h"

#include <fcntl.h>

namespace ampsim::pmm {

namespace {

struct Found {
    DeviceTreeNode parent; ///< says how wide addresses are
    DeviceTreeNode node;
};

void find_relations(const DeviceTreeNode& below, unsigned depth, std::vector<Found>& found) {
    for (const DeviceTreeNode& child : below.children()) {
        if (is_relation(child)) {
            found.push_back({below, child});
        } else if (depth > 0) {
            find_relations(child, depth - 1, found);
        }
    }
}

struct Region {
    std::uint64_t address = 0;
    std::uint64_t size = 0;
};

std::vector<Region> regions_of(const Found& relation, std::size_t count) {
    const std::uint32_t address_cells = relation.parent.cell("#address-cells");
    const std::uint32_t size_cells = relation.parent.cell("#size-cells");
    constexpr std::uint32_t cells_max = 2;
    if (address_cells == 0 || address_cells > cells_max || size_cells == 0 ||
        size_cells > cells_max) {
        throw WrongInput(relation.parent.directory() + ": addresses that are too wide");
    }
    const auto cells = relation.node.cells("reg", count * (address_cells + size_cells));
    std::size_t next = 0;
    const auto number = [&cells, &next](std::uint32_t width) {
        std::uint64_t value = 0;
        for (; width > 0; --width) {
            value = value << 32U | cells[next++];
        }
        return value;
    };
    std::vector<Region> regions(count);
    for (Region& region : regions) {
        region.address = number(address_cells);
        region.size = number(size_cells);
    }
    return regions;
}

} // namespace

RelationHardware open_by_dev_mem(const std::string& wanted, const SystemPaths& paths) {
    constexpr unsigned depth = 2; // root, bus, node
    std::vector<Found> found;
    find_relations(DeviceTreeNode(paths.device_tree), depth, found);
    std::vector<std::string> names;
    names.reserve(found.size());
    for (const Found& each : found) {
        names.push_back(each.node.text("name"));
    }
    const Found& relation = found[choose_relation(names, wanted, paths.device_tree)];

    RelationHardware hardware;
    hardware.layout = read_layout(relation.node.directory());
    const HostFile memory =
        models::virtio::open_file(paths.devices + "/mem", O_RDWR | O_SYNC, "memory of the system");
    const auto regions = regions_of(relation, hardware.layout.regions.size());
    map_regions(hardware, [&](std::size_t index, const std::string& what) -> Mapping {
        return {memory, regions[index].address, regions[index].size, what};
    });
    return hardware;
}

} // namespace ampsim::pmm

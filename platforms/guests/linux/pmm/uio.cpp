// SPDX-License-Identifier: BSD-3-Clause
//
// Of each node with a compatible "generic-uio" the kernel's driver makes a device, named as the
// node is: /dev/uioN. Its memory is mapped from it, one region per page of offset; a read of it
// waits for its interrupt, which then stays off until 1 is written.
#include "platforms/guests/linux/pmm/choose_relation.h"
#include "platforms/guests/linux/pmm/device_tree.h"
#include "platforms/guests/linux/pmm/first_line.h"
#include "platforms/guests/linux/pmm/hardware.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

namespace ampsim::pmm {

namespace {

namespace files = std::filesystem;

struct UioDevice {
    std::string name;      ///< of its node
    std::string directory; ///< "/sys/class/uio/uio0"
    std::string path;      ///< "/dev/uio0"
};

std::vector<UioDevice> uio_devices(const SystemPaths& paths) {
    std::vector<UioDevice> found;
    std::error_code none;
    for (const auto& entry : files::directory_iterator(paths.uio, none)) {
        const std::string id = entry.path().filename();
        found.push_back(
            {first_line(entry.path() / "name"), entry.path(), paths.devices + "/" + id});
    }
    return found;
}

DeviceTreeNode node_of(const UioDevice& device) {
    return DeviceTreeNode(device.directory + "/device/of_node");
}

HostFile open_device(const std::string& path) {
    return models::virtio::open_file(path, O_RDWR | O_NONBLOCK, "UIO device");
}

Mapping map_region(const UioDevice& device, const HostFile& file, std::size_t index,
                   const std::string& what) {
    const std::string size = first_line(fmt::format("{}/maps/map{}/size", device.directory, index));
    if (size.empty()) {
        throw WrongInput(what + ": its UIO device has no such region");
    }
    return {file, index * static_cast<std::uint64_t>(::getpagesize()),
            std::stoull(size, nullptr, 0), what};
}

HostFile open_line(const std::vector<UioDevice>& all, const std::string& name) {
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&name](const UioDevice& each) { return each.name == name; });
    if (found == all.end()) {
        return {};
    }
    HostFile file = open_device(found->path);
    const std::uint32_t enabled = 1; // an interrupt that nobody read has switched it off
    if (::write(file.descriptor(), &enabled, sizeof enabled) != sizeof enabled) {
        throw SystemRefused("cannot enable the interrupt of " + name);
    }
    return file;
}

} // namespace

RelationHardware open_by_uio(const std::string& wanted, const SystemPaths& paths) {
    const std::vector<UioDevice> all = uio_devices(paths);
    std::vector<UioDevice> relations;
    std::copy_if(all.begin(), all.end(), std::back_inserter(relations),
                 [](const UioDevice& each) { return is_relation(node_of(each)); });
    std::vector<std::string> names;
    for (const UioDevice& each : relations) {
        names.push_back(each.name);
    }
    const UioDevice& device = relations[choose_relation(
        names, wanted, paths.uio + " (is uio_pdrv_genirq loaded, with of_id=generic-uio?)")];

    RelationHardware hardware;
    hardware.layout = read_layout(node_of(device).directory());
    hardware.lock = open_device(device.path);
    if (::flock(hardware.lock.descriptor(), LOCK_EX | LOCK_NB) != 0) {
        throw WrongInput(device.name + ": another monitor serves it");
    }
    map_regions(hardware, [&](std::size_t index, const std::string& what) {
        return map_region(device, hardware.lock, index, what);
    });
    if (hardware.layout.shim) {
        hardware.shim_line = open_line(all, device.name + "-shim");
    }
    for (;;) {
        HostFile line = open_line(
            all, fmt::format("{}-doorbell-{}", device.name, hardware.doorbell_lines.size()));
        if (!line) {
            break;
        }
        hardware.doorbell_lines.push_back(std::move(line));
    }
    return hardware;
}

} // namespace ampsim::pmm

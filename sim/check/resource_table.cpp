// SPDX-License-Identifier: BSD-3-Clause
#include "sim/check/resource_table.h"

#include <cstring>

namespace ampsim::check {

namespace {

constexpr std::uint32_t only_version = 1;
constexpr std::uint32_t vdev_entry = 3;
constexpr std::uint32_t virtio_rpmsg = 7;
constexpr std::uint8_t driver_ok = 4;

} // namespace

bool ResourceTable::is_rpmsg() const {
    return version == only_version && entries >= 1 && offset == 20 && type == vdev_entry &&
           id == virtio_rpmsg && ring_count == 2;
}

bool ResourceTable::driver_is_ok() const {
    return (status & driver_ok) != 0;
}

std::vector<std::size_t> find_resource_tables(const std::vector<std::uint8_t>& image) {
    std::vector<std::size_t> offsets;
    ResourceTable table{};
    for (std::size_t at = 0; at + sizeof table <= image.size(); at += 4) {
        std::memcpy(&table, image.data() + at, sizeof table);
        if (table.is_rpmsg()) {
            offsets.push_back(at);
        }
    }
    return offsets;
}

} // namespace ampsim::check

// SPDX-License-Identifier: BSD-3-Clause
//
// The resource table of a remote processor as it lies in memory and in firmware images [Linux
// include/linux/remoteproc.h]: one VirtIO device of type RPMsg with two vrings.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace ampsim::check {

struct ResourceTable {
    std::uint32_t version, entries, reserved[2], offset;
    std::uint32_t type, id, notify_id, device_features, driver_features, config_length;
    std::uint8_t status, ring_count, reserved_too[2];
    struct {
        std::uint32_t address, alignment, entries, notify_id, reserved;
    } ring[2];

    bool is_rpmsg() const;
    bool driver_is_ok() const; ///< Linux has set up the rings
};
static_assert(sizeof(ResourceTable) == 20 + 28 + 40);

/// Offsets at which there are such tables, aligned to 4 bytes.
std::vector<std::size_t> find_resource_tables(const std::vector<std::uint8_t>& image);

} // namespace ampsim::check

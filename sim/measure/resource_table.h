// SPDX-License-Identifier: BSD-3-Clause
//
// The resource table in a firmware image, by which it asks Linux' remoteproc for shared memory
// [Linux include/linux/remoteproc.h].
#pragma once

#include <cstdint>
#include <string>

namespace ampsim::measure {

struct SharedRings {
    std::uint64_t vrings = 0;  ///< bytes of all vrings, each in whole pages
    std::uint64_t buffers = 0; ///< bytes of RPMsg's buffers
};

/// Of the contents of a section .resource_table; what does not fit into it counts as nothing.
SharedRings shared_rings(const std::string& table);

} // namespace ampsim::measure

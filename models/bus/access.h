// SPDX-License-Identifier: BSD-3-Clause
//
// What moves over the bus.
#pragma once

#include <cstdint>

namespace ampsim::models::bus {

struct Access {
    std::uint64_t offset = 0; ///< of its first byte, in the target
    std::uint64_t bytes = 0;
    bool write = false;
};

} // namespace ampsim::models::bus

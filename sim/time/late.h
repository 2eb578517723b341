// SPDX-License-Identifier: BSD-3-Clause
//
// What took effect at a node after its time, because the node had run past it: with grants of a
// fixed quantum, and at plain Remote-Port peers. Exact grants never let it happen.
#pragma once

#include "sim/time/virtual_time.h"

#include <cstddef>

namespace ampsim::time {

struct Late {
    std::size_t node = 0;
    VirtualTime due{};   ///< when it should have taken effect
    VirtualTime taken{}; ///< when it did: due < taken
};

} // namespace ampsim::time

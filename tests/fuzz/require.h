// SPDX-License-Identifier: BSD-3-Clause
//
// What must hold for any input.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace ampsim::fuzz {

/// Ends the program, as a crash does, when it does not hold.
inline void require(bool holds, const char* what) {
    if (holds)
        return;
    std::fprintf(stderr, "violated: %s\n", what);
    std::abort();
}

} // namespace ampsim::fuzz

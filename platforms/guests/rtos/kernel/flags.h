// SPDX-License-Identifier: BSD-3-Clause
//
// The rule that thread flags and event flags share.
#pragma once

#include "cmsis_os2.h"

#include <stdbool.h>

static inline bool flags_valid(uint32_t flags) {
    return (flags & osFlagsError) == 0;
}

static inline bool flags_match(uint32_t present, uint32_t wanted, uint32_t options) {
    return (options & osFlagsWaitAll) ? (present & wanted) == wanted : (present & wanted) != 0;
}

/// If the flags are those that are waited for: takes them (unless osFlagsNoClear), and gives what
/// they were before.
static inline bool flags_take(uint32_t* present, uint32_t wanted, uint32_t options,
                              uint32_t* before) {
    if (!flags_match(*present, wanted, options)) {
        return false;
    }
    *before = *present;
    if (!(options & osFlagsNoClear)) {
        *present &= ~wanted;
    }
    return true;
}

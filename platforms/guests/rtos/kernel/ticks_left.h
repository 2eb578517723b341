// SPDX-License-Identifier: BSD-3-Clause
//
// For a wait in several steps: what is left of its time.
#pragma once

#include "cmsis_os2.h"

#include <stdint.h>

/// What is left of `timeout`, which began at the tick `start`; 0: it is over.
static inline uint32_t ticks_left(uint32_t start, uint32_t timeout) {
    if (timeout == osWaitForever) {
        return timeout;
    }
    const uint32_t passed = osKernelGetTickCount() - start;
    return passed < timeout ? timeout - passed : 0;
}

// SPDX-License-Identifier: BSD-3-Clause
//
// Time since the kernel started, finer than its tick: the tick says roughly how late it is, the
// system timer, whose 32 bits wrap after minutes, what is to be added.
#pragma once

#include "cmsis_os2.h"

#include <stdint.h>

static inline uint64_t clock_microseconds(void) {
    const uint32_t frequency = osKernelGetSysTimerFreq();
    const uint64_t roughly = (uint64_t)osKernelGetTickCount() * (frequency / osKernelGetTickFreq());
    const uint32_t more = osKernelGetSysTimerCount() - (uint32_t)roughly;
    return (roughly + more) * 1000000 / frequency;
}

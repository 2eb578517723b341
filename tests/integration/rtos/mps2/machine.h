// SPDX-License-Identifier: BSD-3-Clause
//
// What the test needs of QEMU's mps2-an386, besides the board: an interrupt by software, another
// timer, semihosting.
#pragma once

#include "cortex_m.h"

#include <stdint.h>

enum { test_line = 31 }; ///< nothing is connected to it

static inline void machine_trigger(void) {
    NVIC_PENDING[test_line / 32] = 1U << test_line % 32;
    __asm volatile("dsb\n\tisb");
}

/// A timer of the processor's clock that counts down.
struct cmsdk_timer {
    uint32_t control; ///< bit 0: enable
    uint32_t value;
    uint32_t reload;
};
#define TIMER0 ((volatile struct cmsdk_timer*)0x40000000U)

static inline void machine_start_timer(void) {
    TIMER0->reload = UINT32_MAX;
    TIMER0->value = UINT32_MAX;
    TIMER0->control = 1;
}

static inline uint32_t machine_timer(void) {
    return UINT32_MAX - TIMER0->value;
}

/// Cycles of the kernel's clock between two values of the timer.
static inline uint32_t machine_timer_cycles(uint32_t from, uint32_t to) {
    return to - from;
}

static inline void machine_semihosting(uint32_t operation, void* block) {
    register uint32_t r0 __asm("r0") = operation;
    register void* r1 __asm("r1") = block;
    __asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

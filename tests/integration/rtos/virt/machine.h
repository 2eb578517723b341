// SPDX-License-Identifier: BSD-3-Clause
//
// What the test needs of QEMU's virt, besides the board: an interrupt by software, another timer,
// semihosting.
#pragma once

#include "gic.h"

#include <stdint.h>

enum { test_line = 200 }; ///< nothing is connected to it

static inline void machine_trigger(void) {
    volatile uint32_t* const set_pending = (volatile uint32_t*)(GIC_DISTRIBUTOR + 0x200U);
    const unsigned interrupt = gic_shared_interrupt + test_line;
    set_pending[interrupt / 32] = 1U << interrupt % 32;
    __asm volatile("dsb\n\tisb");
}

/// The processor's cycle counter: QEMU's counts nanoseconds.
static inline void machine_start_timer(void) {
    enum { enable = 1 << 0, reset = 1 << 2 };
    __asm volatile("mcr p15, 0, %0, c9, c12, 0\n\t" // PMCR
                   "mcr p15, 0, %1, c9, c12, 1"     // PMCNTENSET
                   ::"r"(enable | reset),
                   "r"(1U << 31));
}

static inline uint32_t machine_timer(void) {
    uint32_t cycles;
    __asm volatile("isb\n\tmrc p15, 0, %0, c9, c13, 0" : "=r"(cycles)); // PMCCNTR
    return cycles;
}

/// Cycles of the kernel's clock, 16 ns, between two values of the timer.
static inline uint32_t machine_timer_cycles(uint32_t from, uint32_t to) {
    return (to - from) / 16;
}

static inline void machine_semihosting(uint32_t operation, void* block) {
    register uint32_t r0 __asm("r0") = operation;
    register void* r1 __asm("r1") = block;
    __asm volatile("svc 0xab" : "+r"(r0) : "r"(r1) : "lr", "memory");
}

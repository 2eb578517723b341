// SPDX-License-Identifier: BSD-3-Clause
//
// The Cortex-M port: PendSV switches threads, SVC starts the first one, SysTick is set to the next
// deadline (there is no periodic tick). All three have the lowest priority; critical sections mask
// by PRIMASK.
//
// The board's vector table names the three handlers below.
#pragma once

#include <stdint.h>

/// The core registers that the port and the board use [ARMv7-M Architecture Reference Manual,
/// B3.2].
struct system_control_block {
    uint32_t cpuid;
    uint32_t icsr;
    uint32_t vtor;
    uint32_t aircr;
    uint32_t scr;
    uint32_t ccr;
    uint8_t shpr[12]; ///< priority of exception n at [n - 4]
    uint32_t shcsr;
    uint32_t cfsr;
    uint32_t hfsr;
    uint32_t dfsr;
    uint32_t mmfar;
    uint32_t bfar;
};
#define SYSTEM_CONTROL ((volatile struct system_control_block*)0xE000ED00U)

enum {
    icsr_pendsv_set = 1 << 28,
    exception_sv_call = 11,
    exception_pend_sv = 14,
    exception_systick = 15,
    exception_external = 16, ///< external interrupt 0
    lowest_priority = 0xFF,
};

#define NVIC_ENABLE ((volatile uint32_t*)0xE000E100U)  ///< bit n % 32 of word n / 32: interrupt n
#define NVIC_PENDING ((volatile uint32_t*)0xE000E200U) ///< written as 1: make it pending
#define NVIC_PRIORITY ((volatile uint8_t*)0xE000E400U) ///< byte n: interrupt n

static inline void nvic_enable(unsigned interrupt, uint8_t priority) {
    NVIC_PRIORITY[interrupt] = priority;
    NVIC_ENABLE[interrupt / 32] = 1U << interrupt % 32;
}

/// Frequency of the processor clock, from which SysTick counts; the board knows it.
extern const uint32_t board_clock_hz;

/// SysTick cycles that restarting it loses; a measured value, which keeps the tick from drifting.
extern const uint32_t board_systick_restart_cycles;

void sv_call_handler(void);
void pend_sv_handler(void);
void systick_handler(void);

// SPDX-License-Identifier: BSD-3-Clause
//
// The NVIC enters a handler by itself: the table that it reads is in RAM from start-up on.
#include "interrupts.h"

#include "cortex_m.h"
#include "vectors.h"

enum { priority = 0x40 }; // above the kernel's own exceptions

void board_interrupt(unsigned line, void (*handler)(void)) {
    vectors[exception_external + line] = handler;
    __asm volatile("dsb" ::: "memory");
    nvic_enable(line, priority);
}

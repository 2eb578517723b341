// SPDX-License-Identifier: BSD-3-Clause
//
// The Cortex-A port, for an ARMv7-A in AArch32: threads run in System mode, each on its own stack;
// SVC switches them, and so does the end of an interrupt. Handlers run in IRQ mode, on the stack
// that was main()'s, one after the other. The virtual timer of the generic timer is set to the next
// deadline (there is no periodic tick). Critical sections mask by CPSR.I; before the kernel starts,
// interrupts are masked.
//
// The board's vector table names the two handlers below, and its reset handler gives all modes
// main_stack_top as their stack.
#pragma once

#include <stdint.h>

enum { ///< bits of CPSR [ARMv7-A Architecture Reference Manual, B1.3.3]
    mode_irq = 0x12,
    mode_system = 0x1F,
    mode_mask = 0x1F,
    thumb_state = 1 << 5,
    fast_interrupts_masked = 1 << 6,
    interrupts_masked = 1 << 7,
};

enum { virtual_timer_interrupt = 27 }; ///< at the GIC

void irq_handler(void);
void svc_handler(void);

/// For the board: the virtual timer's interrupt.
void virtual_timer_handler(void);

/// Provided by the board: handles the interrupt that the processor was told of. In IRQ mode.
void board_handle_interrupt(void);

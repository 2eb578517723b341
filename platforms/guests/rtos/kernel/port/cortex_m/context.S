// SPDX-License-Identifier: BSD-3-Clause
//
// The two exceptions that change the thread. What the hardware does not stack (r4-r11, and EXC_RETURN in lr) is
// pushed onto the thread's stack; the C part then only exchanges stack pointers.
        .syntax unified
        .thumb
        .text

        .global pend_sv_handler
        .type   pend_sv_handler, %function
pend_sv_handler:
        cpsid   i
        mrs     r0, psp
        stmdb   r0!, {r4-r11, lr}
        bl      scheduler_switch
restore:
        ldmia   r0!, {r4-r11, lr}
        msr     psp, r0
        cpsie   i
        bx      lr
        .size   pend_sv_handler, . - pend_sv_handler

        // Drops the stack of main(): interrupt handlers use all of it from here on. An interrupt that came before
        // could not have a thread switched to: the scheduler starts only here, where interrupts are masked.
        .global sv_call_handler
        .type   sv_call_handler, %function
sv_call_handler:
        cpsid   i
        ldr     r0, =main_stack_top
        msr     msp, r0
        bl      scheduler_start
        b       restore
        .size   sv_call_handler, . - sv_call_handler

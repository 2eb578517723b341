// SPDX-License-Identifier: BSD-3-Clause
//
// Where an ARMv7-A goes on after reset and on exceptions, until C can take over.
        .syntax unified
        .arm

        .equ    mode_irq, 0x12
        .equ    mode_svc, 0x13
        .equ    mode_abort, 0x17
        .equ    mode_undefined, 0x1b
        .equ    mode_system, 0x1f

        .section .vectors, "ax", %progbits
        .global vector_table
vector_table:
        ldr     pc, =reset_handler
        ldr     pc, =undefined_instruction
        ldr     pc, =svc_handler
        ldr     pc, =prefetch_abort
        ldr     pc, =data_abort
        ldr     pc, =data_abort         // unused without virtualization
        ldr     pc, =irq_handler
        ldr     pc, =fast_interrupt
        .ltorg

        .text
        .global reset_handler
        .type   reset_handler, %function
reset_handler:
        cpsid   aif, #mode_irq
        ldr     sp, =main_stack_top
        cps     #mode_svc
        ldr     sp, =main_stack_top
        cps     #mode_abort
        ldr     sp, =main_stack_top
        cps     #mode_undefined
        ldr     sp, =main_stack_top
        cps     #mode_system
        ldr     sp, =main_stack_top
        b       board_start
        .size   reset_handler, . - reset_handler

        // report_fault(which, where, return address of what was interrupted) does not return: it may use all of the
        // stack. r0: which; r1: where.
undefined_instruction:
        mov     r0, #0
        sub     r1, lr, #4              // two more than that in Thumb state
        b       fault
prefetch_abort:
        mov     r0, #1
        sub     r1, lr, #4
        b       fault
data_abort:
        mov     r0, #2
        sub     r1, lr, #8
        b       fault
fast_interrupt:
        mov     r0, #3
        sub     r1, lr, #4
fault:
        cpsid   aif, #mode_system
        mov     r2, lr
        cps     #mode_abort
        bl      report_fault

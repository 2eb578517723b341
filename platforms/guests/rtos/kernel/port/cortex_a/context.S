// SPDX-License-Identifier: BSD-3-Clause
//
// The exceptions that change the thread. Each thread's stack takes what is needed to go on with it, from the lowest
// address on: r4-r11, then r0-r3, r12, lr, then pc and CPSR, as RFE wants them. The C part only exchanges stack
// pointers.
        .syntax unified
        .arm
        .text

        .equ    mode_irq, 0x12
        .equ    mode_svc, 0x13
        .equ    mode_system, 0x1f

        // The thread's registers below r4 are saved; the handlers may use all of them.
        .global irq_handler
        .type   irq_handler, %function
irq_handler:
        sub     lr, lr, #4
        srsdb   sp!, #mode_system
        cps     #mode_system
        push    {r0-r3, r12, lr}
        cps     #mode_irq
        bl      board_handle_interrupt
        bl      port_take_switch_request
        cps     #mode_system
        cmp     r0, #0
        beq     resume
        push    {r4-r11}
        mov     r0, sp
        cps     #mode_irq
        bl      scheduler_switch
        b       restore
        .size   irq_handler, . - irq_handler

        // A thread gives up the processor in port_critical_leave(): interrupts are masked, and stay so for it.
        .global svc_handler
        .type   svc_handler, %function
svc_handler:
        srsdb   sp!, #mode_system
        cps     #mode_system
        push    {r0-r3, r12, lr}
        push    {r4-r11}
        mov     r0, sp
        cps     #mode_svc
        bl      scheduler_switch
restore:
        clrex                           // an exclusive access of the thread that was left has to begin anew
        cps     #mode_system
        mov     sp, r0
        pop     {r4-r11}
resume:
        pop     {r0-r3, r12, lr}
        rfeia   sp!
        .size   svc_handler, . - svc_handler

        // Drops the stack of main(): handlers use all of it from here on.
        .global port_start_first_thread
        .type   port_start_first_thread, %function
port_start_first_thread:
        cpsid   i, #mode_svc
        bl      scheduler_start
        b       restore
        .size   port_start_first_thread, . - port_start_first_thread

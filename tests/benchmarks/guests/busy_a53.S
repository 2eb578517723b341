// SPDX-License-Identifier: BSD-3-Clause
//
// Does ROUNDS rounds of nothing, or, with READS, of reading a register at 0x0caa0020 (the mailbox'
// status, which changes nothing), and switches itself off.
    .equ    mailbox_status, 0x0caa0020
    .equ    psci_system_off, 0x84000008

    .text
    .globl  _start
_start:
    ldr     x0, =mailbox_status
    ldr     x1, =ROUNDS
1:
#ifdef READS
    ldr     w2, [x0]
#endif
    subs    x1, x1, #1
    b.ne    1b
    ldr     w0, =psci_system_off
    hvc     #0
2:  b       2b

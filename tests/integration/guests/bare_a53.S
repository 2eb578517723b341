// SPDX-License-Identifier: BSD-3-Clause
//
// A guest for an A53 that is no Linux: it says hello on QEMU's PL011 and then does what it was
// built for: OFF, SLEEP (for good, no timer is set) or SPIN.
    .equ    uart, 0x09000000
    .equ    psci_system_off, 0x84000008

    .text
    .globl  _start
_start:
    adr     x0, hello
    ldr     x1, =uart
1:  ldrb    w2, [x0], #1
    cbz     w2, 2f
    str     w2, [x1]
    b       1b
2:
#if defined(OFF)
    ldr     w0, =psci_system_off
    hvc     #0
#elif defined(SLEEP)
    wfi
    b       2b
#elif defined(SPIN)
    b       2b
#endif

hello:
    .asciz  "bare A53: hello\n"

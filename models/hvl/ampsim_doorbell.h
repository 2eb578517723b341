/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A doorbell between two processors: 32 bits in each direction, each set by one side and cleared by
 * the other. For the model, for programs on Linux and for firmware, in C.
 *
 * Both faces have the same registers, words of 32 bits, little-endian. A side's interrupt line n is
 * high while a bit b with b % LINES == n is pending and enabled: with one line all bits share it,
 * with more each bit, or each group of them, has its own.
 */
#ifndef AMPSIM_DOORBELL_H
#define AMPSIM_DOORBELL_H

/* W: makes these bits pending at the other side; a bit that is pending already coalesces */
#define AMPSIM_DOORBELL_RING 0x00U
/* R: bits that the other side has rung and nobody has cleared */
#define AMPSIM_DOORBELL_PENDING 0x04U
/* W: clears these bits of PENDING */
#define AMPSIM_DOORBELL_CLEAR 0x08U
/* RW: bits that raise an interrupt of this side; 0 after reset: for those who poll */
#define AMPSIM_DOORBELL_ENABLE 0x0cU
/* R: interrupt lines of this side */
#define AMPSIM_DOORBELL_LINES 0x10U
/* R: 0x6c6c6562, "bell" */
#define AMPSIM_DOORBELL_MAGIC 0x14U
#define AMPSIM_DOORBELL_MAGIC_VALUE 0x6c6c6562U

#define AMPSIM_DOORBELL_SIZE 0x1000U

#endif

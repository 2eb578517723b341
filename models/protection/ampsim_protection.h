/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A protection unit: of the initiators that it supervises none gets to the memory that it guards
 * but through a window that is open for it. For the model, for programs on Linux and for firmware,
 * in C. Words of 32 bits, little-endian.
 *
 * To open a window: write base, size and INITIATORS, then CONTROL. An open window does not move:
 * writes to the others are ignored until it is closed. Addresses are those of the shared bus, in
 * pages of 4 KiB: lower bits read as zero.
 */
#ifndef AMPSIM_PROTECTION_H
#define AMPSIM_PROTECTION_H

/* R: 0x746f7270, "prot" */
#define AMPSIM_PROTECTION_MAGIC 0x000U
#define AMPSIM_PROTECTION_MAGIC_VALUE 0x746f7270U
/* R: windows that there are */
#define AMPSIM_PROTECTION_WINDOWS 0x004U
/* R: initiators that can be supervised; numbers and bits below are theirs, as the platform has
 * them */
#define AMPSIM_PROTECTION_INITIATORS 0x008U
/* RW: bit i: initiator i is supervised; all of them after reset */
#define AMPSIM_PROTECTION_SUPERVISED 0x00cU

/* R: accesses that were refused; stops at its largest value */
#define AMPSIM_PROTECTION_VIOLATIONS 0x010U
/* R; writing 1 clears: bit 0: there was one since this was cleared; the first is in the log */
#define AMPSIM_PROTECTION_PENDING 0x014U
/* RW: bit 0: PENDING raises the interrupt */
#define AMPSIM_PROTECTION_ENABLE 0x018U
/* R: the log */
#define AMPSIM_PROTECTION_VIOLATOR 0x01cU  /* number of the initiator */
#define AMPSIM_PROTECTION_OPERATION 0x020U /* 0: read, 1: write */
#define AMPSIM_PROTECTION_ADDRESS_LOW 0x024U
#define AMPSIM_PROTECTION_ADDRESS_HIGH 0x028U

/* Window n */
#define AMPSIM_PROTECTION_WINDOW(n) (0x100U + (n)*0x20U)
#define AMPSIM_PROTECTION_BASE_LOW 0x00U
#define AMPSIM_PROTECTION_BASE_HIGH 0x04U
#define AMPSIM_PROTECTION_SIZE_LOW 0x08U
#define AMPSIM_PROTECTION_SIZE_HIGH 0x0cU
/* RW: bit i: for initiator i */
#define AMPSIM_PROTECTION_WINDOW_INITIATORS 0x10U
/* RW */
#define AMPSIM_PROTECTION_CONTROL 0x14U
#define AMPSIM_PROTECTION_OPEN 0x1U
#define AMPSIM_PROTECTION_WRITABLE 0x2U /* else only reads get through */

#define AMPSIM_PROTECTION_PAGE 0x1000U
#define AMPSIM_PROTECTION_MAX_WINDOWS 32U
#define AMPSIM_PROTECTION_SIZE 0x1000U

#endif

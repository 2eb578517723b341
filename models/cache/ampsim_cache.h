/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Maintenance of a data cache: offsets of Arm's PL310, for firmware in C. Words; addresses are the
 * node's own. A write is over when the operation is.
 */
#ifndef AMPSIM_CACHE_H
#define AMPSIM_CACHE_H

/* RW: bit 0: the cache is on, as it is after reset. Clean it before it is switched off */
#define AMPSIM_CACHE_CTRL 0x100U
/* RW: reads 0: nothing is under way */
#define AMPSIM_CACHE_SYNC 0x730U
/* W: an address in the line; R: 0 */
#define AMPSIM_CACHE_INV_LINE_PA 0x770U
#define AMPSIM_CACHE_CLEAN_LINE_PA 0x7b0U
#define AMPSIM_CACHE_CLEAN_INV_LINE_PA 0x7f0U
/* W: any value: all lines; R: 0 */
#define AMPSIM_CACHE_INV_WAY 0x77cU
#define AMPSIM_CACHE_CLEAN_WAY 0x7bcU
#define AMPSIM_CACHE_CLEAN_INV_WAY 0x7fcU

#define AMPSIM_CACHE_SIZE 0x1000U

#endif

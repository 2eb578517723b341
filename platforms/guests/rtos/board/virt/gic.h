// SPDX-License-Identifier: BSD-3-Clause
//
// The interrupt controller of QEMU's machine virt: shared interrupt n of the platform is its
// interrupt 32 + n.
#pragma once

#define GIC_DISTRIBUTOR 0x08000000U
#define GIC_PROCESSOR_INTERFACE 0x08010000U

enum {
    gic_shared_interrupt = 32,
    gic_interrupts = gic_shared_interrupt + 256, ///< of QEMU's machine
};

/// Before interrupts are unmasked: the timer's is enabled, no other.
void gic_init(void);

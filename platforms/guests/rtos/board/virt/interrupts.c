// SPDX-License-Identifier: BSD-3-Clause
//
// The GICv2 of QEMU's machine virt [Arm IHI 0048B, 4]. All interrupts have one priority.
#include "interrupts.h"

#include "cortex_a.h"
#include "gic.h"
#include "port.h"

#include <stddef.h>
#include <stdint.h>

struct cpu_interface {
    uint32_t control;
    uint32_t priority_mask;
    uint32_t binary_point;
    uint32_t acknowledge;
    uint32_t end;
};
#define CPU_INTERFACE ((volatile struct cpu_interface*)GIC_PROCESSOR_INTERFACE)
#define DISTRIBUTOR_CONTROL (*(volatile uint32_t*)(GIC_DISTRIBUTOR + 0x000U))
#define DISTRIBUTOR_ENABLE ((volatile uint32_t*)(GIC_DISTRIBUTOR + 0x100U))
#define DISTRIBUTOR_PRIORITY ((volatile uint8_t*)(GIC_DISTRIBUTOR + 0x400U))
#define DISTRIBUTOR_TARGETS ((volatile uint8_t*)(GIC_DISTRIBUTOR + 0x800U))

enum {
    enabled = 1 << 0,
    lowest_priority = 0xFF,
    used_priority = 0xA0,
    first_processor = 1 << 0,
    interrupt_mask = 0x3FF,
    first_special = 1020, ///< none is pending any more
};

static void (*handlers[gic_interrupts])(void);

static void enable(unsigned interrupt, void (*handler)(void)) {
    handlers[interrupt] = handler;
    DISTRIBUTOR_PRIORITY[interrupt] = used_priority;
    DISTRIBUTOR_TARGETS[interrupt] = first_processor; // of no effect for the processor's own
    DISTRIBUTOR_ENABLE[interrupt / 32] = 1U << interrupt % 32;
}

void gic_init(void) {
    DISTRIBUTOR_CONTROL = enabled;
    CPU_INTERFACE->priority_mask = lowest_priority;
    CPU_INTERFACE->control = enabled;
    enable(virtual_timer_interrupt, virtual_timer_handler);
}

void board_interrupt(unsigned line, void (*handler)(void)) {
    const unsigned key = port_critical_enter();
    enable(gic_shared_interrupt + line, handler);
    port_critical_leave(key);
}

void board_handle_interrupt(void) {
    const uint32_t acknowledged = CPU_INTERFACE->acknowledge;
    const uint32_t interrupt = acknowledged & interrupt_mask;
    if (interrupt >= first_special) {
        return;
    }
    if (interrupt >= gic_interrupts || handlers[interrupt] == NULL) {
        port_panic("interrupt that nobody handles", NULL);
    }
    handlers[interrupt]();
    CPU_INTERFACE->end = acknowledged;
}

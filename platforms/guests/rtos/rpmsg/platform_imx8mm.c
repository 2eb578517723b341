// SPDX-License-Identifier: BSD-3-Clause
//
// RPMsg on the platform imx8mm-amp: carve-outs of the shared DDR, and face B of a messaging unit
// (MU) with the register layout of the i.MX 6SX [i.MX 8M Mini Reference Manual, chapter Messaging
// Unit].
#include "cortex_m.h"
#include "life.h"
#include "platform_addresses.h"
#include "port.h"
#include "probe_point.h"
#include "rpmsg.h"
#include "rpmsg_platform.h"

#include <stddef.h>

// --- Shared memory

extern struct resource_table resource_table; // placed by remote.ld

volatile struct resource_table* rpmsg_platform_table(void) {
    return &resource_table;
}

volatile struct remote_status* life_status(void) {
    return (volatile struct remote_status*)(CARVEOUT_RSC_TABLE_BASE + remote_status_offset);
}

void* rpmsg_platform_memory(uint64_t address, uint32_t size) {
    static const struct {
        uint32_t base, size;
    } shared[] = {
        {CARVEOUT_VDEV0BUFFER_BASE, CARVEOUT_VDEV0BUFFER_SIZE},
        {CARVEOUT_VDEV0VRING0_BASE, CARVEOUT_VDEV0VRING0_SIZE},
        {CARVEOUT_VDEV0VRING1_BASE, CARVEOUT_VDEV0VRING1_SIZE},
    };
    for (size_t i = 0; i < sizeof shared / sizeof shared[0]; ++i) {
        if (address >= shared[i].base && size <= shared[i].size &&
            address - shared[i].base <= shared[i].size - size) {
            return (void*)(uintptr_t)address;
        }
    }
    return NULL;
}

// --- Messaging unit

struct messaging_unit {
    uint32_t transmit[4];
    uint32_t receive[4];
    uint32_t status;
    uint32_t control;
};
#define MU ((volatile struct messaging_unit*)MU_B_BASE)

enum {
    channel = 1, ///< of the four: the one that Linux' device tree names for both directions
    receive_full = 1 << (27 - channel),   ///< status; in control: its interrupt
    transmit_empty = 1 << (23 - channel), ///< status; in control: its interrupt
    interrupt_priority = 0x40,
    no_queue = 0xFFFF,
};

static struct {
    uint32_t last_queue; ///< of the word that was written last
    uint32_t waiting;    ///< bit n: queue n is to be notified when the register is empty again
} notifications = {.last_queue = no_queue};

/// The register is empty, interrupts are masked. Linux' imx_rproc sends the same word: queue in the
/// upper half.
static void write_word(uint32_t queue) {
    notifications.last_queue = queue;
    notifications.waiting &= ~(1U << queue);
    MU->transmit[channel] = queue << 16;
}

void rpmsg_platform_notify(uint32_t queue) {
    const unsigned key = port_critical_enter();
    if (MU->status & transmit_empty) {
        write_word(queue);
    } else if (queue != notifications.last_queue) {
        notifications.waiting |= 1U << queue;
        MU->control = receive_full | transmit_empty;
    } // else Linux has yet to read a word for this queue, and looks at the queue after that
    port_critical_leave(key);
}

static void write_waiting_word(void) {
    const unsigned key = port_critical_enter();
    if (notifications.waiting != 0) {
        write_word((uint32_t)__builtin_ctz(notifications.waiting));
    }
    if (notifications.waiting == 0) {
        MU->control = receive_full;
    }
    port_critical_leave(key);
}

PROBE_POINT void mu_irq_handler(void);
PROBE_POINT void mu_irq_handler(void) {
    const uint32_t status = MU->status;
    if (status & receive_full) {
        (void)MU->receive[channel]; // at once: Linux' kick waits for it. Whichever queue it names,
                                    // we look at both
        rpmsg_notified();
    }
    if ((status & transmit_empty) && notifications.waiting != 0) {
        write_waiting_word();
    }
}

void rpmsg_platform_start(void) {
    MU->control = receive_full;
    nvic_enable(MU_B_IRQ, interrupt_priority);
}

// SPDX-License-Identifier: BSD-3-Clause
//
// Devices of hypervisor-less VirtIO, on a platform with such a relation (docs/hvl.md): the window
// and its layout are the platform's, registers and notifications as the boot arguments say.
//
//     hvl.registers=ram|shim  hvl.notification=shared|per-queue  poll=MICROSECONDS
#include "ampsim_doorbell.h"
#include "ampsim_virtio_ram.h"
#include "ampsim_virtio_shim.h"
#include "arguments.h"
#include "cortex_m.h"
#include "platform_addresses.h"
#include "probe_point.h"
#include "virtio_platform.h"

#include <stddef.h>

enum { interrupt_priority = 0x40 };

#ifdef HVL_DOORBELL_BASE
#define DOORBELL(offset) ((volatile uint32_t*)(HVL_DOORBELL_BASE + (offset)))
#endif

#ifndef HVL_SHIM_BASE // a platform without one has registers in memory
#define HVL_SHIM_BASE 0
#endif

#define PLACE(number, id, pool_offset, size, entries, bit)                                         \
    {                                                                                              \
        .slot = (number),                                                                          \
        .device_id = (id),                                                                         \
        .pool = (uint8_t*)(HVL_WINDOW_BASE + (pool_offset)),                                       \
        .pool_size = (size),                                                                       \
        .pool_address = HVL_WINDOW_BASE + (pool_offset),                                           \
        .queue_size = (entries),                                                                   \
        .first_bit = (bit),                                                                        \
    },
static struct virtio_place places[] = {HVL_DEVICES(PLACE)};
enum { place_count = sizeof places / sizeof places[0] };

static bool registers_in_ram(void) {
    return HVL_SHIM_BASE == 0 || board_argument_is("hvl.registers", "ram");
}

const struct virtio_place* virtio_platform_places(unsigned* count) {
    *count = place_count;
    if (places[0].registers == NULL) {
        const bool in_ram = registers_in_ram();
        const bool per_queue = board_argument_is("hvl.notification", "per-queue");
        for (unsigned i = 0; i < place_count; ++i) {
            const uintptr_t registers =
                in_ram ? HVL_WINDOW_BASE + places[i].slot * AMPSIM_RAM_SLOT
                       : HVL_SHIM_BASE + places[i].slot * AMPSIM_SHIM_DRIVER_SLOT;
            places[i].in_ram = in_ram;
            places[i].per_queue = per_queue;
            places[i].first_bit = per_queue ? places[i].first_bit : 0;
            places[i].registers = (volatile void*)registers;
        }
    }
    return places;
}

int32_t virtio_platform_poll_period(void) {
    const uint32_t period = board_argument_number("poll", UINT32_MAX);
    return period > INT32_MAX ? virtio_not_polled : (int32_t)period;
}

// --- Notifications

/// A kick. A platform without doorbell has registers in hardware for that.
PROBE_POINT void virtio_platform_ring(uint32_t bits) {
#ifdef HVL_DOORBELL_BASE
    *DOORBELL(AMPSIM_DOORBELL_RING) = bits;
#else
    (void)bits;
#endif
}

#ifdef HVL_DOORBELL_BASE
PROBE_POINT void hvl_doorbell_irq_handler(void);
PROBE_POINT void hvl_doorbell_irq_handler(void) {
    const uint32_t bits = *DOORBELL(AMPSIM_DOORBELL_PENDING);
    *DOORBELL(AMPSIM_DOORBELL_CLEAR) = bits; // before anything is looked at
    virtio_notified(bits);
}
#endif

PROBE_POINT void hvl_shim_irq_handler(void);
PROBE_POINT void hvl_shim_irq_handler(void) {
    virtio_interrupted();
}

void virtio_platform_start(void) {
#define ENABLE_LINE(line, interrupt) nvic_enable((interrupt), interrupt_priority);
#ifdef HVL_SHIM_IRQS
    if (!registers_in_ram()) {
        HVL_SHIM_IRQS(ENABLE_LINE)
    }
#endif
#ifdef HVL_DOORBELL_BASE
    HVL_DOORBELL_IRQS(ENABLE_LINE)
    *DOORBELL(AMPSIM_DOORBELL_ENABLE) = UINT32_MAX;
#endif
}

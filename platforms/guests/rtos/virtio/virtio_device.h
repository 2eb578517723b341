// SPDX-License-Identifier: BSD-3-Clause
//
// Inside VirtIO: a device and its queues, and what carries its registers. Not for drivers.
#pragma once

#include "virtio.h"
#include "virtio_platform.h"
#include "vring_layout.h"

#include <stdatomic.h>

// --- A device

struct virtio_queue {
    struct virtio_device* device;
    unsigned number;
    uint8_t* memory;  ///< of the ring; NULL: not laid out yet
    uint16_t entries; ///< agreed on; does not change any more
    volatile struct vring_descriptor* descriptors;
    volatile struct vring_available* available;
    volatile struct vring_used* used;
    struct virtio_descriptor_state* states;
    uint16_t free_first, free_count;
    uint16_t next_available, next_used; ///< indices run freely, modulo 65536
    uint16_t with_device;               ///< chains
    uint16_t bad_used;                  ///< entries since the last reset
};

struct virtio_device {
    const struct virtio_place* place;
    const struct virtio_transport* transport;
    struct virtio_driver* driver;
    uint64_t features;
    uint32_t version;   ///< of the registers
    uint32_t pool_used; ///< bytes
    uint32_t generation;
    volatile bool running;
    volatile bool broken;
    atomic_uint interrupts; ///< from InterruptStatus, not seen by the thread yet
    struct virtio_statistics statistics;
    struct virtio_queue queues[virtio_max_queues];
};

/// A moment that a wait ends at.
struct virtio_deadline {
    uint32_t start, timeout;
};
struct virtio_deadline virtio_deadline_in(uint32_t ticks);
uint32_t virtio_time_left(const struct virtio_deadline* deadline); ///< 0: it is over

/// What carries a device's registers.
struct virtio_transport {
    /// Is the place's device there, with registers that this transport knows?
    bool (*is_there)(const struct virtio_place* place);
    osStatus_t (*reset)(struct virtio_device* device, const struct virtio_deadline* deadline);
    uint32_t (*status)(const struct virtio_device* device);
    void (*set_status)(struct virtio_device* device, uint32_t status);
    uint64_t (*features)(struct virtio_device* device);
    void (*set_features)(struct virtio_device* device, uint64_t features);
    uint32_t (*queue_size_max)(struct virtio_device* device, unsigned queue);
    osStatus_t (*start_queue)(const struct virtio_queue* queue,
                              const struct virtio_deadline* deadline);
    void (*notify)(const struct virtio_queue* queue);
    /// What InterruptStatus says, acknowledged. In interrupt handlers, too.
    uint32_t (*interrupts)(const struct virtio_place* place);
    /// Changes with the configuration; odd in an image in memory while it is being changed.
    uint32_t (*generation)(const struct virtio_device* device);
};
extern const struct virtio_transport virtio_mmio_transport;
extern const struct virtio_transport virtio_ram_transport;

// Registers; `width` is 1, 2 or 4 bytes. On a host, a test's model answers (virtio_modelled_...).
#ifdef VIRTIO_MODELLED_REGISTERS
#ifdef __cplusplus
extern "C" {
#endif
uint32_t virtio_modelled_read(const struct virtio_place* place, uint32_t offset, unsigned width);
void virtio_modelled_write(const struct virtio_place* place, uint32_t offset, uint32_t value);
#ifdef __cplusplus
}
#endif
#endif

static inline uint32_t virtio_read_bytes(const struct virtio_place* place, uint32_t offset,
                                         unsigned width) {
#ifdef VIRTIO_MODELLED_REGISTERS
    if (!place->in_ram) {
        return virtio_modelled_read(place, offset, width);
    }
#endif
    const volatile uint8_t* address = (const volatile uint8_t*)place->registers + offset;
    return width == 4   ? *(const volatile uint32_t*)(const volatile void*)address
           : width == 2 ? *(const volatile uint16_t*)(const volatile void*)address
                        : *address;
}
static inline uint32_t virtio_read(const struct virtio_place* place, uint32_t offset) {
    return virtio_read_bytes(place, offset, sizeof(uint32_t));
}
static inline void virtio_write(const struct virtio_place* place, uint32_t offset, uint32_t value) {
#ifdef VIRTIO_MODELLED_REGISTERS
    if (!place->in_ram) {
        virtio_modelled_write(place, offset, value);
        return;
    }
#endif
    *(volatile uint32_t*)(volatile void*)((volatile uint8_t*)place->registers + offset) = value;
}

// --- Rings (virtio_ring.c)

/// Empties the ring in `queue->memory` and forgets what was in it.
void virtio_ring_reset(struct virtio_queue* queue, struct virtio_descriptor_state* states,
                       uint32_t alignment);
/// Has the device used something that nobody took?
bool virtio_ring_has_used(const struct virtio_queue* queue);

// --- Devices and the thread (virtio_thread.c)

bool virtio_thread_polls(void);
/// A device for the driver, with its place and transport. Errors: those of virtio_start().
osStatus_t virtio_claim(struct virtio_driver* driver, struct virtio_device** device);
void virtio_unclaim(struct virtio_device* device);
/// Between these no callback of a device runs, except by the caller.
void virtio_lock_callbacks(void);
void virtio_unlock_callbacks(void);

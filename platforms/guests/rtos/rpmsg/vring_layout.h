// SPDX-License-Identifier: BSD-3-Clause
//
// A split virtqueue as both sides see it in memory [VirtIO 1.2, 2.7]: for RPMsg's rings and for
// those of VirtIO devices.
#pragma once

#include <stdint.h>

struct vring_descriptor {
    uint64_t address;
    uint32_t length;
    uint16_t flags;
    uint16_t next;
};

struct vring_available { ///< written by the driver
    uint16_t flags;
    uint16_t index;
    uint16_t ring[];
};

struct vring_used_element {
    uint32_t id;
    uint32_t length;
};

struct vring_used { ///< written by the device
    uint16_t flags;
    uint16_t index;
    struct vring_used_element ring[];
};

enum {
    vring_descriptor_next = 1 << 0, ///< the chain goes on
    vring_descriptor_device_writes = 1 << 1,
    vring_available_no_interrupt = 1 << 0, ///< the driver does not want notifications
    vring_used_no_notify = 1 << 0,         ///< the device does not want notifications
};

/// Where the used ring is in a ring; `alignment` is a power of 2.
static inline uint32_t vring_used_offset(uint32_t entries, uint32_t alignment) {
    const uint32_t end_of_available = (uint32_t)sizeof(struct vring_descriptor) * entries +
                                      (uint32_t)sizeof(uint16_t) * (3 + entries); // with used_event
    return (end_of_available + alignment - 1) & ~(alignment - 1);
}

/// Bytes of a ring, without the driver's rounding up to pages.
static inline uint32_t vring_size(uint32_t entries, uint32_t alignment) {
    return vring_used_offset(entries, alignment) + (uint32_t)sizeof(uint16_t) * 3 +
           (uint32_t)sizeof(struct vring_used_element) * entries;
}

/// Orders accesses to shared memory, and to registers, before it and those after it.
static inline void vring_barrier(void) {
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

// SPDX-License-Identifier: BSD-3-Clause
//
// The driver's side of a split virtqueue in the legacy layout [VirtIO 1.2, 2.7], with one buffer to
// a descriptor, all of one size: offer buffers to the device, take back those that it used. What
// the device writes is checked: a buffer comes back once for each time that it was offered.
#pragma once

#include "vring.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { vring_driver_most_entries = 256 };

struct vring_driver {
    volatile struct vring_descriptor* descriptors;
    volatile struct vring_available* available;
    const volatile struct vring_used* used;
    uint16_t entries;
    uint16_t next_available; ///< indices run freely, modulo 65536
    uint16_t next_used;
    uint32_t buffer_size;
    uint32_t offered[vring_driver_most_entries / 32]; ///< bit n: the device has buffer n
};

/// Makes the ring anew: vring_size() bytes of memory, at most vring_driver_most_entries.
void vring_driver_make(struct vring_driver* ring, void* memory, uint16_t entries,
                       uint32_t alignment, uint32_t buffer_size);

/// Makes `length` bytes of the buffer of descriptor `id` available: `address` is the device's.
void vring_driver_offer(struct vring_driver* ring, uint16_t id, uint64_t address, uint32_t length,
                        bool device_writes);

/// The next buffer that came back, and how many bytes the device says it wrote, no more than the
/// buffer has.
enum vring_result vring_driver_take(struct vring_driver* ring, uint16_t* id, uint32_t* length);

/// Does the device want to be notified of what was offered?
bool vring_driver_wants_notification(const struct vring_driver* ring);

/// Asks the device to notify us of what it used, or not to. After asking, look once more before
/// waiting.
void vring_driver_ask_for_notifications(struct vring_driver* ring, bool wanted);

#ifdef __cplusplus
}
#endif

// SPDX-License-Identifier: BSD-3-Clause
//
// The device's side of a split virtqueue in the legacy layout [VirtIO 1.2, 2.7]: take buffers that
// the driver made available, put them back as used. Buffers are put back in the order in which they
// were taken; so the used index, which lives in shared memory, says where a device that starts anew
// has to go on.
#pragma once

#include "vring_layout.h"

#include <stdbool.h>

struct vring {
    const volatile struct vring_descriptor* descriptors;
    const volatile struct vring_available* available;
    volatile struct vring_used* used;
    uint16_t entries;
    uint16_t next_available; ///< indices run freely, modulo 65536
    uint16_t next_used;
};

struct vring_buffer {
    uint16_t id;
    uint32_t length;
    uint64_t address; ///< on the bus
};

enum vring_result {
    vring_empty,
    vring_taken,
    vring_bad_entry, ///< it names no descriptor, and was skipped
    vring_bad_index, ///< more is available than the ring has; nothing can be taken
};

/// Starts where the device left off: at the used index in memory, 0 in a ring that the driver just
/// made.
void vring_attach(struct vring* vring, void* memory, uint16_t entries, uint32_t alignment);

/// Did the driver make the ring anew? The used index is ours, and it has changed.
bool vring_renewed(const struct vring* vring);

/// The next available buffer.
enum vring_result vring_take(struct vring* vring, struct vring_buffer* buffer);

/// Puts a buffer back, with `length` bytes written to it.
void vring_put(struct vring* vring, uint16_t id, uint32_t length);

/// Does the driver want to be notified of what was put back?
bool vring_wants_notification(const struct vring* vring);

/// Asks the driver to notify us of what it makes available, or not to. After asking, look once more
/// before waiting.
void vring_ask_for_notifications(struct vring* vring, bool wanted);

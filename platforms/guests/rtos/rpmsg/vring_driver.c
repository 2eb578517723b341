// SPDX-License-Identifier: BSD-3-Clause
#include "vring_driver.h"

#include <string.h>

static uint32_t bit(uint32_t id) {
    return 1U << id % 32;
}

void vring_driver_make(struct vring_driver* ring, void* memory, uint16_t entries,
                       uint32_t alignment, uint32_t buffer_size) {
    uint8_t* bytes = memory;
    memset(bytes, 0, vring_size(entries, alignment));
    *ring = (struct vring_driver){
        .descriptors = memory,
        .available = (void*)(bytes + sizeof(struct vring_descriptor) * entries),
        .used = (void*)(bytes + vring_used_offset(entries, alignment)),
        .entries = entries,
        .buffer_size = buffer_size,
    };
}

void vring_driver_offer(struct vring_driver* ring, uint16_t id, uint64_t address, uint32_t length,
                        bool device_writes) {
    volatile struct vring_descriptor* descriptor = &ring->descriptors[id];
    descriptor->address = address;
    descriptor->length = length;
    descriptor->flags = device_writes ? vring_descriptor_device_writes : 0;
    ring->offered[id / 32] |= bit(id);
    ring->available->ring[ring->next_available % ring->entries] = id;
    vring_barrier(); // the descriptor and the entry are complete before the index covers them
    ring->available->index = ++ring->next_available;
}

enum vring_result vring_driver_take(struct vring_driver* ring, uint16_t* id, uint32_t* length) {
    const uint16_t waiting = (uint16_t)(ring->used->index - ring->next_used);
    if (waiting == 0) {
        return vring_empty;
    }
    if (waiting > ring->entries) {
        return vring_bad_index;
    }
    vring_barrier(); // the entry is read after the index that covers it
    const volatile struct vring_used_element* element =
        &ring->used->ring[ring->next_used % ring->entries];
    const uint32_t used = element->id;
    const uint32_t written = element->length;
    ++ring->next_used;
    if (used >= ring->entries || !(ring->offered[used / 32] & bit(used))) {
        return vring_bad_entry;
    }
    ring->offered[used / 32] &= ~bit(used);
    *id = (uint16_t)used;
    *length = written < ring->buffer_size ? written : ring->buffer_size;
    return vring_taken;
}

bool vring_driver_wants_notification(const struct vring_driver* ring) {
    vring_barrier(); // the device sees the index before we look whether it went to sleep
    return !(ring->used->flags & vring_used_no_notify);
}

void vring_driver_ask_for_notifications(struct vring_driver* ring, bool wanted) {
    ring->available->flags = wanted ? 0 : vring_available_no_interrupt;
    vring_barrier(); // the device sees the wish before we look at its index once more
}

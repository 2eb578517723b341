// SPDX-License-Identifier: BSD-3-Clause
#include "vring.h"

void vring_attach(struct vring* vring, void* memory, uint16_t entries, uint32_t alignment) {
    uint8_t* bytes = memory;
    vring->descriptors = memory;
    vring->available = (void*)(bytes + sizeof(struct vring_descriptor) * entries);
    vring->used = (void*)(bytes + vring_used_offset(entries, alignment));
    vring->entries = entries;
    vring->next_used = vring->used->index;
    vring->next_available = vring->next_used;
}

bool vring_renewed(const struct vring* vring) {
    return vring->used->index != vring->next_used;
}

enum vring_result vring_take(struct vring* vring, struct vring_buffer* buffer) {
    const uint16_t waiting = (uint16_t)(vring->available->index - vring->next_available);
    if (waiting == 0) {
        return vring_empty;
    }
    if (waiting > vring->entries) {
        return vring_bad_index;
    }
    vring_barrier(); // the entry is read after the index that covers it
    const uint16_t id = vring->available->ring[vring->next_available % vring->entries];
    ++vring->next_available;
    if (id >= vring->entries) {
        return vring_bad_entry;
    }
    buffer->id = id;
    buffer->length = vring->descriptors[id].length;
    buffer->address = vring->descriptors[id].address;
    return vring_taken;
}

void vring_put(struct vring* vring, uint16_t id, uint32_t length) {
    volatile struct vring_used_element* element =
        &vring->used->ring[vring->next_used % vring->entries];
    element->id = id;
    element->length = length;
    vring_barrier(); // the buffer and the element are complete before the index covers them
    vring->used->index = ++vring->next_used;
}

bool vring_wants_notification(const struct vring* vring) {
    vring_barrier(); // the driver sees the index before we look whether it went to sleep
    return !(vring->available->flags & vring_available_no_interrupt);
}

void vring_ask_for_notifications(struct vring* vring, bool wanted) {
    vring->used->flags = wanted ? 0 : vring_used_no_notify;
    vring_barrier(); // the driver sees the wish before we look at its index once more
}

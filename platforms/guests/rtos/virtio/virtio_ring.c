// SPDX-License-Identifier: BSD-3-Clause
//
// The driver's side of a split virtqueue [VirtIO 1.2, 2.7]. What the driver has to know about its
// chains it keeps to itself; of the ring it reads the used part alone, and believes none of it.
#include "virtio_device.h"

#include <stddef.h>
#include <string.h>

enum {
    tolerated_bad_used = 16, ///< since the last reset; then the device is broken
};

void virtio_ring_reset(struct virtio_queue* queue, struct virtio_descriptor_state* states,
                       uint32_t alignment) {
    memset(queue->memory, 0, vring_size(queue->entries, alignment));
    queue->descriptors = (void*)queue->memory;
    queue->available = (void*)(queue->memory + sizeof(struct vring_descriptor) * queue->entries);
    queue->used = (void*)(queue->memory + vring_used_offset(queue->entries, alignment));
    queue->states = states;
    for (uint16_t i = 0; i < queue->entries; ++i) {
        states[i] = (struct virtio_descriptor_state){.next = (uint16_t)(i + 1)};
    }
    queue->free_first = 0;
    queue->free_count = queue->entries;
    queue->next_available = queue->next_used = queue->with_device = 0;
    queue->bad_used = 0;
    virtio_queue_enable_interrupt(queue, true);
}

static bool usable(const struct virtio_queue* queue) {
    return queue->device->running && !queue->device->broken;
}

// --- To the device

static bool in_pool(const struct virtio_place* place, const void* data, uint32_t size) {
    const uintptr_t offset = (uintptr_t)data - (uintptr_t)place->pool; // wraps if it is below
    return size > 0 && offset < place->pool_size && size <= place->pool_size - offset;
}

static bool acceptable(const struct virtio_place* place, const struct virtio_buffer* buffers,
                       unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
        const bool in_order = i == 0 || buffers[i].device_writes || !buffers[i - 1].device_writes;
        if (!in_order || !in_pool(place, buffers[i].data, buffers[i].size)) {
            return false;
        }
    }
    return count > 0;
}

/// Takes free descriptors and makes a chain of them; its first one.
static uint16_t make_chain(struct virtio_queue* queue, const struct virtio_buffer* buffers,
                           unsigned count, void* cookie) {
    const struct virtio_place* place = queue->device->place;
    const uint16_t head = queue->free_first;
    uint32_t writable = 0;
    for (unsigned i = 0; i < count; ++i) {
        volatile struct vring_descriptor* descriptor = &queue->descriptors[queue->free_first];
        queue->free_first = queue->states[queue->free_first].next;
        descriptor->address =
            place->pool_address + (uint64_t)((uint8_t*)buffers[i].data - place->pool);
        descriptor->length = buffers[i].size;
        descriptor->flags =
            (uint16_t)((buffers[i].device_writes ? vring_descriptor_device_writes : 0) |
                       (i + 1 < count ? vring_descriptor_next : 0));
        descriptor->next = i + 1 < count ? queue->free_first : 0;
        writable += buffers[i].device_writes ? buffers[i].size : 0;
    }
    queue->free_count = (uint16_t)(queue->free_count - count);
    queue->states[head].cookie = cookie;
    queue->states[head].writable = writable;
    queue->states[head].length = (uint16_t)count;
    return head;
}

osStatus_t virtio_queue_add(struct virtio_queue* queue, const struct virtio_buffer* buffers,
                            unsigned count, void* cookie) {
    if (cookie == NULL || !acceptable(queue->device->place, buffers, count)) {
        return osErrorParameter;
    }
    const int32_t lock = osKernelLock();
    const bool room = usable(queue) && queue->free_count >= count;
    if (room) {
        const uint16_t head = make_chain(queue, buffers, count, cookie);
        queue->available->ring[queue->next_available % queue->entries] = head;
        vring_barrier(); // the chain is complete before the index covers it
        queue->available->index = ++queue->next_available;
        ++queue->with_device;
        ++queue->device->statistics.added;
    }
    (void)osKernelRestoreLock(lock);
    return room ? osOK : osErrorResource;
}

void virtio_queue_kick(struct virtio_queue* queue) {
    if (!usable(queue)) {
        return;
    }
    vring_barrier(); // the device sees the index before we look whether it sleeps
    if (queue->used->flags & vring_used_no_notify) {
        ++queue->device->statistics.kicks_withheld;
    } else {
        ++queue->device->statistics.kicks;
        queue->device->transport->notify(queue);
    }
}

// --- From the device

bool virtio_ring_has_used(const struct virtio_queue* queue) {
    return queue->used->index != queue->next_used;
}

static void complain(struct virtio_queue* queue) {
    ++queue->device->statistics.bad_used;
    if (++queue->bad_used > tolerated_bad_used) {
        queue->device->broken = true;
    }
}

/// Its descriptors are free again. The chain is as make_chain() left it.
static void free_chain(struct virtio_queue* queue, uint16_t head) {
    struct virtio_descriptor_state* states = queue->states;
    uint16_t last = head;
    for (uint16_t i = 1; i < states[head].length; ++i) {
        last = states[last].next;
    }
    states[last].next = queue->free_first;
    queue->free_first = head;
    queue->free_count = (uint16_t)(queue->free_count + states[head].length);
    states[head].length = 0;
    --queue->with_device;
}

/// What the next entry of the used ring gives back; NULL if it is no chain of ours.
static void* take_entry(struct virtio_queue* queue, uint32_t* written) {
    const volatile struct vring_used_element* element =
        &queue->used->ring[queue->next_used++ % queue->entries];
    const uint32_t head = element->id; // each is read once: it may change
    const uint32_t length = element->length;
    if (head >= queue->entries || queue->states[head].length == 0) {
        complain(queue);
        return NULL;
    }
    *written = length;
    if (length > queue->states[head].writable) {
        complain(queue);
        *written = queue->states[head].writable;
    }
    free_chain(queue, (uint16_t)head);
    ++queue->device->statistics.used;
    return queue->states[head].cookie;
}

void* virtio_queue_take(struct virtio_queue* queue, uint32_t* written) {
    void* cookie = NULL;
    uint32_t length = 0;
    const int32_t lock = osKernelLock();
    while (cookie == NULL && usable(queue) && virtio_ring_has_used(queue)) {
        const uint16_t waiting = (uint16_t)(queue->used->index - queue->next_used);
        if (waiting > queue->entries) { // it jumped
            complain(queue);
            queue->device->broken = true;
            break;
        }
        vring_barrier(); // the entry is read after the index that covers it
        cookie = take_entry(queue, &length);
    }
    (void)osKernelRestoreLock(lock);
    if (written != NULL) {
        *written = length;
    }
    return cookie;
}

void virtio_queue_enable_interrupt(struct virtio_queue* queue, bool enabled) {
    const bool wanted = enabled && !virtio_thread_polls();
    queue->available->flags = wanted ? 0 : vring_available_no_interrupt;
    vring_barrier(); // the device sees the wish before we look at its index once more
}

// SPDX-License-Identifier: BSD-3-Clause
#include "virtio_buffers.h"

#include "virtio_device.h"

#include <stddef.h>

osStatus_t virtio_buffers_prepare(struct virtio_buffers* buffers, unsigned count, uint32_t size) {
    const osMutexAttr_t mutex = {.attr_bits = osMutexPrioInherit};
    *buffers = (struct virtio_buffers){.count = count, .size = (size + 7U) & ~7U};
    buffers->event = osSemaphoreNew(1, 0, NULL);
    buffers->turn = osMutexNew(&mutex);
    return buffers->event == NULL || buffers->turn == NULL ? osErrorNoMemory : osOK;
}

void virtio_buffers_release(struct virtio_buffers* buffers) {
    (void)osSemaphoreDelete(buffers->event);
    (void)osMutexDelete(buffers->turn);
    buffers->event = NULL;
    buffers->turn = NULL;
}

void virtio_buffers_used(struct virtio_buffers* buffers) {
    (void)osSemaphoreRelease(buffers->event); // one token is enough: who takes it looks at all
}

static uint8_t* buffer_at(const struct virtio_buffers* buffers, unsigned index) {
    return buffers->memory + index * buffers->size;
}

static unsigned index_of(const struct virtio_buffers* buffers, const uint8_t* buffer) {
    return (unsigned)(buffer - buffers->memory) / buffers->size;
}

static osStatus_t take_memory(struct virtio_buffers* buffers, struct virtio_queue* queue) {
    if (buffers->memory == NULL) {
        buffers->memory = virtio_pool_take(queue->device, buffers->count * buffers->size);
        buffers->free = (uint32_t)((1ULL << buffers->count) - 1);
    }
    buffers->queue = queue;
    return buffers->memory == NULL ? osErrorNoMemory : osOK;
}

void virtio_buffers_stop(struct virtio_buffers* buffers) {
    const int32_t lock = osKernelLock();
    buffers->free |= buffers->with_device;
    buffers->with_device = 0;
    (void)osKernelRestoreLock(lock);
}

/// The buffer becomes the device's; if that cannot be, a free one.
static osStatus_t hand_over(struct virtio_buffers* buffers, const struct virtio_buffer* entry) {
    const uint32_t bit = 1U << index_of(buffers, entry->data);
    const int32_t lock = osKernelLock(); // the ring and the bit agree, for virtio_buffers_stop()
    const osStatus_t status = virtio_queue_add(buffers->queue, entry, 1, entry->data);
    if (status == osOK) {
        buffers->with_device |= bit;
    } else {
        buffers->free |= bit;
    }
    (void)osKernelRestoreLock(lock);
    return status;
}

/// The next buffer that comes back from the device.
static uint8_t* take_back(struct virtio_buffers* buffers, uint32_t* written, bool is_free) {
    const int32_t lock = osKernelLock();
    uint8_t* buffer = buffers->queue == NULL ? NULL : virtio_queue_take(buffers->queue, written);
    if (buffer != NULL) {
        const uint32_t bit = 1U << index_of(buffers, buffer);
        buffers->with_device &= ~bit;
        buffers->free |= is_free ? bit : 0;
    }
    (void)osKernelRestoreLock(lock);
    return buffer;
}

static uint8_t* take_free(struct virtio_buffers* buffers) {
    const int32_t lock = osKernelLock();
    uint8_t* buffer = NULL;
    if (buffers->free != 0) {
        const unsigned index = (unsigned)__builtin_ctz(buffers->free);
        buffers->free &= ~(1U << index);
        buffer = buffer_at(buffers, index);
    }
    (void)osKernelRestoreLock(lock);
    return buffer;
}

// --- Inbox

osStatus_t virtio_inbox_start(struct virtio_buffers* inbox, struct virtio_queue* queue) {
    const osStatus_t status = take_memory(inbox, queue);
    uint8_t* buffer;
    for (unsigned i = 0; i < inbox->count && (buffer = take_free(inbox)) != NULL; ++i) {
        virtio_inbox_give_back(inbox, buffer);
    }
    virtio_queue_kick(queue);
    return status;
}

uint8_t* virtio_inbox_take(struct virtio_buffers* inbox, uint32_t* written) {
    return take_back(inbox, written, false);
}

uint8_t* virtio_inbox_wait(struct virtio_buffers* inbox, uint32_t* written, uint32_t timeout) {
    const struct virtio_deadline deadline = virtio_deadline_in(timeout);
    for (;;) {
        uint8_t* buffer = virtio_inbox_take(inbox, written);
        const uint32_t left = buffer == NULL ? virtio_time_left(&deadline) : 0;
        if (left == 0) {
            return buffer;
        }
        (void)osSemaphoreAcquire(inbox->event, left);
    }
}

void virtio_inbox_give_back(struct virtio_buffers* inbox, uint8_t* buffer) {
    const struct virtio_buffer entry = {buffer, inbox->size, true};
    (void)hand_over(inbox, &entry);
}

// --- Outbox

osStatus_t virtio_outbox_start(struct virtio_buffers* outbox, struct virtio_queue* queue) {
    const osStatus_t status = take_memory(outbox, queue);
    virtio_queue_enable_interrupt(queue, outbox->watchers > 0);
    virtio_buffers_used(outbox);
    return status;
}

static uint8_t* collect_and_take(struct virtio_buffers* outbox) {
    while (take_back(outbox, NULL, true) != NULL) {
    }
    return take_free(outbox);
}

void virtio_outbox_watch(struct virtio_buffers* outbox, bool wanted) {
    const int32_t lock = osKernelLock();
    outbox->watchers += wanted ? 1U : -1U;
    virtio_queue_enable_interrupt(outbox->queue, outbox->watchers > 0);
    (void)osKernelRestoreLock(lock);
}

/// Called by the one whose turn it is.
static uint8_t* wait_for_free(struct virtio_buffers* outbox,
                              const struct virtio_deadline* deadline) {
    uint8_t* buffer;
    virtio_outbox_watch(outbox, true);
    for (;;) {
        buffer = collect_and_take(outbox);
        const uint32_t left = buffer == NULL ? virtio_time_left(deadline) : 0;
        if (left == 0) {
            break;
        }
        (void)osSemaphoreAcquire(outbox->event, left);
    }
    virtio_outbox_watch(outbox, false);
    return buffer;
}

uint8_t* virtio_outbox_take(struct virtio_buffers* outbox, uint32_t timeout) {
    if (outbox->queue == NULL) {
        return NULL;
    }
    const struct virtio_deadline deadline = virtio_deadline_in(timeout);
    uint8_t* buffer = collect_and_take(outbox);
    if (buffer == NULL && timeout != 0 && osMutexAcquire(outbox->turn, timeout) == osOK) {
        buffer = wait_for_free(outbox, &deadline);
        (void)osMutexRelease(outbox->turn);
    }
    return buffer;
}

static void put_back(struct virtio_buffers* outbox, const uint8_t* buffer) {
    const int32_t lock = osKernelLock();
    outbox->free |= 1U << index_of(outbox, buffer);
    (void)osKernelRestoreLock(lock);
}

osStatus_t virtio_outbox_send(struct virtio_buffers* outbox, uint8_t* buffer, uint32_t size) {
    const struct virtio_buffer entry = {buffer, size, false};
    osStatus_t status = osOK;
    if (size > 0 && size <= outbox->size) {
        status = hand_over(outbox, &entry);
        virtio_queue_kick(outbox->queue);
    } else {
        put_back(outbox, buffer);
        status = size == 0 ? osOK : osErrorParameter;
    }
    if (size == 0 || status != osOK) {
        virtio_buffers_used(outbox); // it is free again
    }
    return status;
}

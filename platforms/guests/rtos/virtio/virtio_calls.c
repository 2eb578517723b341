// SPDX-License-Identifier: BSD-3-Clause
#include "virtio_calls.h"

#include "virtio_device.h"

#include <stddef.h>
#include <string.h>

static uint32_t bit_of(const struct virtio_calls* calls, const struct virtio_call* call) {
    return 1U << (call - calls->call);
}

void virtio_calls_give_back(struct virtio_calls* calls, struct virtio_call* call) {
    call->state = virtio_call_free;
    (void)osSemaphoreRelease(calls->free);
}

/// The slot is no longer the device's.
static void came_back(struct virtio_calls* calls, struct virtio_call* call, uint32_t written,
                      bool answered) {
    const int32_t lock = osKernelLock();
    const bool abandoned = call->state == virtio_call_abandoned;
    const bool awaited = call->state == virtio_call_sent;
    if (awaited) {
        call->written = written;
        call->answered = answered;
        call->state = virtio_call_taken;
    }
    (void)osKernelRestoreLock(lock);
    if (awaited) {
        (void)osEventFlagsSet(calls->done, bit_of(calls, call));
    } else if (abandoned) {
        virtio_calls_give_back(calls, call);
    }
}

static osStatus_t take_memory(struct virtio_calls* calls, struct virtio_queue* queue) {
    uint8_t* memory = virtio_pool_take(queue->device, calls->count * calls->size);
    for (unsigned i = 0; i < calls->count && memory != NULL; ++i) {
        calls->call[i].memory = memory + i * calls->size;
        (void)osSemaphoreRelease(calls->free);
    }
    return memory == NULL ? osErrorNoMemory : osOK;
}

// --- The device's life

static void started(struct virtio_device* device, void* argument) {
    struct virtio_calls* calls = argument;
    const bool first = calls->queue == NULL;
    calls->queue = virtio_get_queue(device, 0);
    calls->memory = first ? take_memory(calls, calls->queue) : osOK;
}

static void stopped(void* argument) {
    struct virtio_calls* calls = argument;
    if (calls->lost != NULL) {
        calls->lost();
    }
    for (unsigned i = 0; i < calls->count; ++i) {
        came_back(calls, &calls->call[i], 0, false);
    }
}

static void used(void* argument) {
    struct virtio_calls* calls = argument;
    struct virtio_call* call;
    uint32_t written;
    while ((call = virtio_queue_take(calls->queue, &written)) != NULL) {
        came_back(calls, call, written, true);
    }
}

static osStatus_t prepare(struct virtio_calls* calls) {
    calls->free = osSemaphoreNew(calls->count, 0, NULL);
    calls->done = osEventFlagsNew(NULL);
    return calls->free == NULL || calls->done == NULL ? osErrorNoMemory : osOK;
}

static void release(struct virtio_calls* calls) {
    (void)osSemaphoreDelete(calls->free);
    (void)osEventFlagsDelete(calls->done);
    calls->free = NULL;
    calls->done = NULL;
}

osStatus_t virtio_calls_open(struct virtio_calls* calls, const struct virtio_calls_setup* setup,
                             uint32_t timeout) {
    memset(calls, 0, sizeof *calls);
    calls->driver = (struct virtio_driver){
        .device_id = setup->device_id,
        .features = setup->features,
        .queues = 1,
        .queue = {{setup->states, setup->entries, used}},
        .started = started,
        .stopped = stopped,
        .argument = calls,
    };
    calls->lost = setup->lost;
    calls->count = setup->count;
    calls->size = (setup->size + 7U) & ~7U;
    osStatus_t status = prepare(calls);
    if (status == osOK) {
        status = virtio_start(&calls->driver, timeout, &calls->device);
    }
    if (status != osOK) {
        release(calls);
    }
    return status == osOK ? calls->memory : status;
}

// --- Calls

struct virtio_call* virtio_calls_take(struct virtio_calls* calls, uint32_t timeout) {
    struct virtio_call* call = NULL;
    if (calls->queue == NULL || osSemaphoreAcquire(calls->free, timeout) != osOK) {
        return NULL;
    }
    const int32_t lock = osKernelLock();
    for (unsigned i = 0; i < calls->count && call == NULL; ++i) {
        call = calls->call[i].state == virtio_call_free ? &calls->call[i] : NULL;
    }
    if (call != NULL) {
        call->state = virtio_call_taken;
    }
    (void)osKernelRestoreLock(lock);
    return call;
}

/// The caller waits no longer. False: the slot came back after all.
static bool abandon(struct virtio_call* call) {
    const int32_t lock = osKernelLock();
    const bool still_away = call->state == virtio_call_sent;
    if (still_away) {
        call->state = virtio_call_abandoned;
    }
    (void)osKernelRestoreLock(lock);
    return still_away;
}

osStatus_t virtio_calls_send(struct virtio_calls* calls, struct virtio_call* call,
                             const struct virtio_buffer* buffers, unsigned count,
                             uint32_t timeout) {
    const uint32_t bit = bit_of(calls, call);
    (void)osEventFlagsClear(calls->done, bit);
    call->answered = false;
    const int32_t lock = osKernelLock(); // the ring and the state agree, for virtio_calls_stop()
    const osStatus_t status = virtio_queue_add(calls->queue, buffers, count, call);
    call->state = status == osOK ? virtio_call_sent : virtio_call_taken;
    (void)osKernelRestoreLock(lock);
    if (status != osOK) {
        virtio_calls_give_back(calls, call);
        return status;
    }
    virtio_queue_kick(calls->queue);
    const uint32_t flags = osEventFlagsWait(calls->done, bit, osFlagsWaitAny, timeout);
    if ((flags & osFlagsError) && abandon(call)) {
        return osErrorTimeout;
    }
    if (!call->answered) {
        virtio_calls_give_back(calls, call);
        return osErrorResource;
    }
    return osOK;
}

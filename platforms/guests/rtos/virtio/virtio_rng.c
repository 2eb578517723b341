// SPDX-License-Identifier: BSD-3-Clause
#include "virtio_rng.h"

#include "virtio_calls.h"
#include "virtio_device.h"

#include <stddef.h>
#include <string.h>

enum { slots = 1, slot_size = 64, entries = 2 };

static struct {
    struct virtio_driver driver;
    struct virtio_device* device;
    struct virtio_calls calls;
    struct virtio_descriptor_state states[entries];
    osStatus_t memory;
} rng;

static void started(struct virtio_device* device, void* argument) {
    (void)argument;
    rng.memory = virtio_calls_start(&rng.calls, virtio_get_queue(device, 0));
}

static void stopped(void* argument) {
    (void)argument;
    virtio_calls_stop(&rng.calls);
}

static void used(void* argument) {
    (void)argument;
    virtio_calls_used(&rng.calls);
}

osStatus_t rng_start(uint32_t timeout) {
    memset(&rng, 0, sizeof rng);
    rng.driver = (struct virtio_driver){
        .device_id = virtio_id_rng,
        .queues = 1,
        .queue = {{rng.states, entries, used}},
        .started = started,
        .stopped = stopped,
    };
    osStatus_t status = virtio_calls_prepare(&rng.calls, slots, slot_size);
    if (status == osOK) {
        status = virtio_start(&rng.driver, timeout, &rng.device);
    }
    return status == osOK ? rng.memory : status;
}

/// What the device gives at once, `size` bytes at most; 0: nothing, and `status` says why.
static uint32_t read_some(uint8_t* data, uint32_t size, uint32_t timeout, osStatus_t* status) {
    struct virtio_call* call = virtio_calls_take(&rng.calls, timeout);
    if (call == NULL) {
        *status = osErrorTimeout;
        return 0;
    }
    const uint32_t wanted = size < slot_size ? size : slot_size;
    const struct virtio_buffer buffer = {call->memory, wanted, true};
    *status = virtio_calls_send(&rng.calls, call, &buffer, 1, timeout);
    if (*status != osOK) {
        return 0;
    }
    const uint32_t written = call->written;
    memcpy(data, call->memory, written);
    virtio_calls_give_back(&rng.calls, call);
    return written;
}

osStatus_t rng_read(void* data, uint32_t size, uint32_t timeout) {
    const struct virtio_deadline deadline = virtio_deadline_in(timeout);
    uint8_t* bytes = data;
    osStatus_t status = rng.device == NULL ? osErrorResource : osOK;
    for (uint32_t done = 0; done < size && status == osOK;) {
        const uint32_t written =
            read_some(bytes + done, size - done, virtio_time_left(&deadline), &status);
        done += written;
        if (status == osOK && written == 0 && virtio_time_left(&deadline) == 0) {
            status = osErrorTimeout; // it answers, with nothing
        }
    }
    if (status != osOK) {
        memset(data, 0, size);
    }
    return status;
}

struct virtio_device* rng_get_device(void) {
    return rng.device;
}

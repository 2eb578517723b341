// SPDX-License-Identifier: BSD-3-Clause
#include "virtio_rng.h"

#include "virtio_calls.h"
#include "virtio_device.h"

#include <stddef.h>
#include <string.h>

enum { slots = 1, slot_size = 64, entries = 2 };

static struct {
    struct virtio_calls calls;
    struct virtio_descriptor_state states[entries];
} rng;

osStatus_t rng_start(uint32_t timeout) {
    const struct virtio_calls_setup setup = {
        .device_id = virtio_id_rng,
        .states = rng.states,
        .entries = entries,
        .count = slots,
        .size = slot_size,
    };
    return virtio_calls_open(&rng.calls, &setup, timeout);
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
    osStatus_t status = rng.calls.device == NULL ? osErrorResource : osOK;
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
    return rng.calls.device;
}

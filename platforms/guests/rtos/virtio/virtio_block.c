// SPDX-License-Identifier: BSD-3-Clause
#include "virtio_block.h"

#include "virtio_calls.h"
#include "virtio_device.h"

#include <stddef.h>
#include <string.h>

#define VIRTIO_BLK_F_RO (1ULL << 5)
#define VIRTIO_BLK_F_FLUSH (1ULL << 9)

enum {
    configuration_capacity = 0,
    type_in = 0,
    type_out = 1,
    type_flush = 4,
    status_ok = 0,
    no_status = 0xff, ///< that the device wrote
    descriptors_of_request = 3,
    entries = 8,
};
_Static_assert(VIRTIO_BLOCK_REQUESTS* descriptors_of_request <= entries,
               "VIRTIO_BLOCK_REQUESTS: the ring is too small");

struct header { ///< of a request; data and a byte of status follow
    uint32_t type;
    uint32_t reserved;
    uint64_t sector;
};

/// The memory of a call.
struct request {
    struct header header;
    uint8_t data[VIRTIO_BLOCK_SECTORS * block_sector_size];
    uint8_t status;
};

static struct {
    struct virtio_calls calls;
    struct virtio_descriptor_state states[entries];
} block;

osStatus_t block_start(uint32_t timeout) {
    const struct virtio_calls_setup setup = {
        .device_id = virtio_id_block,
        .features = VIRTIO_BLK_F_RO | VIRTIO_BLK_F_FLUSH,
        .states = block.states,
        .entries = entries,
        .count = VIRTIO_BLOCK_REQUESTS,
        .size = sizeof(struct request),
    };
    return virtio_calls_open(&block.calls, &setup, timeout);
}

uint64_t block_get_capacity(void) {
    uint64_t capacity = 0;
    if (block.calls.device != NULL) {
        (void)virtio_read_configuration(block.calls.device, configuration_capacity, &capacity,
                                        sizeof capacity);
    }
    return capacity;
}

bool block_is_read_only(void) {
    return block.calls.device != NULL && (virtio_features(block.calls.device) & VIRTIO_BLK_F_RO);
}

/// One request: `size` bytes out of or into the slot's data.
static osStatus_t send(struct virtio_call* call, uint32_t type, uint64_t sector, uint32_t size,
                       uint32_t timeout) {
    struct request* request = (void*)call->memory;
    const struct virtio_buffer buffers[] = {
        {&request->header, sizeof request->header, false},
        {size == 0 ? (void*)&request->status : request->data, size == 0 ? 1 : size,
         size == 0 || type == type_in},
        {&request->status, 1, true},
    };
    request->header = (struct header){.type = type, .sector = sector};
    request->status = no_status;
    const osStatus_t status =
        virtio_calls_send(&block.calls, call, buffers, size == 0 ? 2 : 3, timeout);
    const uint32_t expected = (type == type_in ? size : 0) + 1;
    const bool slot_is_ours = status == osOK;
    if (slot_is_ours && (request->status != status_ok || call->written < expected)) {
        virtio_calls_give_back(&block.calls, call);
        return osError;
    }
    return status;
}

/// Up to VIRTIO_BLOCK_SECTORS, in or out.
static osStatus_t transfer(uint32_t type, uint64_t sector, void* in, const void* out,
                           uint32_t count, uint32_t timeout) {
    const struct virtio_deadline deadline = virtio_deadline_in(timeout);
    struct virtio_call* call = virtio_calls_take(&block.calls, timeout);
    if (call == NULL) {
        return osErrorTimeout;
    }
    const uint32_t size = count * block_sector_size;
    struct request* request = (void*)call->memory;
    if (out != NULL) {
        memcpy(request->data, out, size);
    }
    const osStatus_t status = send(call, type, sector, size, virtio_time_left(&deadline));
    if (status == osOK) {
        if (in != NULL) {
            memcpy(in, request->data, size);
        }
        virtio_calls_give_back(&block.calls, call);
    }
    return status;
}

static osStatus_t transfer_all(uint32_t type, uint64_t sector, uint8_t* in, const uint8_t* out,
                               uint32_t count, uint32_t timeout) {
    const struct virtio_deadline deadline = virtio_deadline_in(timeout);
    const uint64_t capacity = block_get_capacity();
    if (block.calls.device == NULL) {
        return osErrorResource;
    }
    if (sector > capacity || count > capacity - sector) {
        return osErrorParameter;
    }
    osStatus_t status = osOK;
    for (uint32_t done = 0; done < count && status == osOK;) {
        const uint32_t rest = count - done;
        const uint32_t piece = rest < VIRTIO_BLOCK_SECTORS ? rest : VIRTIO_BLOCK_SECTORS;
        const uint32_t offset = done * block_sector_size;
        status = transfer(type, sector + done, in == NULL ? NULL : in + offset,
                          out == NULL ? NULL : out + offset, piece, virtio_time_left(&deadline));
        done += piece;
    }
    return status;
}

osStatus_t block_read(uint64_t sector, void* data, uint32_t count, uint32_t timeout) {
    return transfer_all(type_in, sector, data, NULL, count, timeout);
}

osStatus_t block_write(uint64_t sector, const void* data, uint32_t count, uint32_t timeout) {
    return block_is_read_only() ? osErrorParameter
                                : transfer_all(type_out, sector, NULL, data, count, timeout);
}

osStatus_t block_flush(uint32_t timeout) {
    if (block.calls.device == NULL || !(virtio_features(block.calls.device) & VIRTIO_BLK_F_FLUSH)) {
        return block.calls.device == NULL ? osErrorResource : osOK; // it writes through
    }
    return transfer(type_flush, 0, NULL, NULL, 0, timeout);
}

struct virtio_device* block_get_device(void) {
    return block.calls.device;
}

// SPDX-License-Identifier: BSD-3-Clause
//
// For drivers whose device answers requests: slots of memory in the device's pool, each for one
// request and its answer. Several threads may call at once, each waits for its own answer. A slot
// whose caller gave up stays the device's until it comes back, or the device is restarted.
#pragma once

#include "virtio.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { virtio_most_calls = 8 }; ///< slots

struct virtio_call {
    uint8_t* memory;
    enum { virtio_call_free, virtio_call_taken, virtio_call_sent, virtio_call_abandoned } state;
    uint32_t written; ///< bytes of the answer
    bool answered;    ///< or else lost in a restart
};

struct virtio_calls {
    struct virtio_driver driver;
    struct virtio_device* device; ///< NULL until it was started
    osStatus_t memory;            ///< was there enough of it in the pool?
    void (*lost)(void);
    struct virtio_queue* queue;
    uint32_t size; ///< of a slot's memory
    unsigned count;
    struct virtio_call call[virtio_most_calls];
    osSemaphoreId_t free;  ///< a token for each free slot
    osEventFlagsId_t done; ///< bit n: slot n came back
};

/// The device, which has one queue, and the slots.
struct virtio_calls_setup {
    uint32_t device_id;
    uint64_t features;
    struct virtio_descriptor_state* states; ///< memory for `entries` of them
    uint16_t entries;
    unsigned count;     ///< slots
    uint32_t size;      ///< of a slot's memory
    void (*lost)(void); ///< before requests on their way fail in a restart; may be NULL
};

/// Finds and starts the device. When that fails it keeps nothing, so it may be tried for ever.
/// Errors: those of virtio_start(); osErrorNoMemory: the kernel has none, or the pool is too small.
osStatus_t virtio_calls_open(struct virtio_calls* calls, const struct virtio_calls_setup* setup,
                             uint32_t timeout);

/// A slot to fill; NULL: none was free within `timeout`.
struct virtio_call* virtio_calls_take(struct virtio_calls* calls, uint32_t timeout);
/// Sends it and waits for the answer. The slot is the caller's afterwards only with osOK; then it
/// has to be given back with virtio_calls_give_back().
/// osErrorTimeout: no answer yet; osErrorResource: the device is broken, or was restarted.
osStatus_t virtio_calls_send(struct virtio_calls* calls, struct virtio_call* call,
                             const struct virtio_buffer* buffers, unsigned count, uint32_t timeout);
void virtio_calls_give_back(struct virtio_calls* calls, struct virtio_call* call);

#ifdef __cplusplus
}
#endif

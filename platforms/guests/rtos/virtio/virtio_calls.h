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
    struct virtio_queue* queue;
    uint32_t size; ///< of a slot's memory
    unsigned count;
    struct virtio_call call[virtio_most_calls];
    osSemaphoreId_t free;  ///< a token for each free slot
    osEventFlagsId_t done; ///< bit n: slot n came back
};

/// Before virtio_start(). osErrorNoMemory: the kernel has none.
osStatus_t virtio_calls_prepare(struct virtio_calls* calls, unsigned count, uint32_t size);
/// In `stopped`: requests on their way have failed.
void virtio_calls_stop(struct virtio_calls* calls);
/// In `started`. osErrorNoMemory: the pool is too small.
osStatus_t virtio_calls_start(struct virtio_calls* calls, struct virtio_queue* queue);
/// For the queue's `used`.
void virtio_calls_used(struct virtio_calls* calls);

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

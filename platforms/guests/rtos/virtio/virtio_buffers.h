// SPDX-License-Identifier: BSD-3-Clause
//
// For drivers whose device streams: equal buffers of one queue, in the device's pool. An inbox has
// them filled by the device, an outbox by senders. They survive a restart of the device: what was
// with it comes back empty.
#pragma once

#include "virtio.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { virtio_most_buffers = 32 }; ///< of an inbox or outbox

struct virtio_buffers {
    struct virtio_queue* queue;
    uint8_t* memory; ///< NULL: not taken yet
    uint32_t size;   ///< of a buffer
    unsigned count;
    uint32_t with_device;  ///< bit n: buffer n
    uint32_t free;         ///< bit n: buffer n, neither with the device nor with the driver
    osSemaphoreId_t event; ///< something came, or came back
    osMutexId_t turn;      ///< outbox: one sender waits for a buffer at a time
    unsigned watchers;     ///< outbox: who wants interrupts when buffers come back
};

/// Before virtio_start(). osErrorNoMemory: the kernel has no semaphore or mutex.
osStatus_t virtio_buffers_prepare(struct virtio_buffers* buffers, unsigned count, uint32_t size);
/// After a virtio_start() or a virtio_buffers_prepare() that failed. All zeros are released, too.
void virtio_buffers_release(struct virtio_buffers* buffers);
/// In `stopped`.
void virtio_buffers_stop(struct virtio_buffers* buffers);
/// For a queue's `used`: somebody may be waiting.
void virtio_buffers_used(struct virtio_buffers* buffers);

// --- Inbox

/// In `started`: all free buffers become the device's. osErrorNoMemory: the pool is too small.
osStatus_t virtio_inbox_start(struct virtio_buffers* inbox, struct virtio_queue* queue);
/// What the device has filled, oldest first; NULL if there is nothing.
uint8_t* virtio_inbox_take(struct virtio_buffers* inbox, uint32_t* written);
/// The same, waiting for it; NULL: nothing came. For one thread at a time, and an inbox whose
/// queue's `used` is virtio_buffers_used().
uint8_t* virtio_inbox_wait(struct virtio_buffers* inbox, uint32_t* written, uint32_t timeout);
/// The buffer is the device's again; it is not told before virtio_queue_kick().
void virtio_inbox_give_back(struct virtio_buffers* inbox, uint8_t* buffer);

// --- Outbox

/// In `started`.
osStatus_t virtio_outbox_start(struct virtio_buffers* outbox, struct virtio_queue* queue);
/// A buffer to fill; NULL: none was free within `timeout`. For any thread.
uint8_t* virtio_outbox_take(struct virtio_buffers* outbox, uint32_t timeout);
/// Sends its first `size` bytes; 0: gives it back unsent. The device is told.
/// osErrorResource: it is broken, nothing was sent.
osStatus_t virtio_outbox_send(struct virtio_buffers* outbox, uint8_t* buffer, uint32_t size);

/// Between a true and its false, the queue's `used` is called when buffers come back; without that
/// only while somebody waits in virtio_outbox_take().
void virtio_outbox_watch(struct virtio_buffers* outbox, bool wanted);

#ifdef __cplusplus
}
#endif

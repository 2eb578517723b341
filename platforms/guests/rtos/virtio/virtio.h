// SPDX-License-Identifier: BSD-3-Clause
//
// VirtIO devices as their driver sees them: a transport to find and configure one, and split
// virtqueues [VirtIO 1.2, 2 and 4.2]. Registers may be hardware (VirtIO-MMIO, version 1 or 2) or an
// image in shared memory that a monitor on another processor reads (ampsim_virtio_ram.h); a driver
// does not notice. Rings and buffers are in the device's pool, memory that both sides share.
//
// Written to CMSIS-RTOS v2 and to virtio_platform.h alone. Memory that the device writes is taken
// as hostile: whatever it says, no access leaves the pool and no wait lasts for ever.
#pragma once

#include "cmsis_os2.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    virtio_id_net = 1,
    virtio_id_block = 2,
    virtio_id_console = 3,
    virtio_id_rng = 4,
    virtio_id_9p = 9,
    virtio_id_vsock = 19,
    virtio_max_queues = 4,
};

/// Where a device is, and what it may use: from the platform.
struct virtio_place {
    unsigned slot;
    uint32_t device_id;
    bool in_ram; ///< registers are an image in shared memory
    volatile void* registers;
    uint8_t* pool; ///< page-aligned
    uint32_t pool_size;
    uint64_t pool_address; ///< of the pool, as the device is told
    uint16_t queue_size;   ///< at most; a power of 2
    unsigned first_bit;    ///< of the doorbell: queue n has first_bit + n, if per_queue
    bool per_queue;
};

struct virtio_device;
struct virtio_queue;

/// The device has used buffers of the queue. In the thread of VirtIO, or in that of the poller.
typedef void (*virtio_queue_callback)(struct virtio_queue* queue, void* argument);

struct virtio_buffer {
    void* data; ///< in the pool (virtio_pool_take())
    uint32_t size;
    bool device_writes;
};

/// What a driver brings: filled in by it before virtio_start().
struct virtio_driver {
    uint32_t device_id;
    uint64_t features; ///< that it can do, besides VIRTIO_F_VERSION_1
    unsigned queues;
    virtio_queue_callback used[virtio_max_queues]; ///< may be NULL
    void (*configuration_changed)(void* argument); ///< may be NULL
    void* argument;
};

struct virtio_statistics {
    uint32_t added; ///< chains made available
    uint32_t used;  ///< chains that came back
    uint32_t kicks; ///< notifications to the device
    uint32_t kicks_withheld;
    uint32_t interrupts;
    uint32_t bad_used; ///< entries of the used ring that cannot be: dropped
    uint32_t resets;
};

/// Finds the first device that `driver` is for and has no driver yet, agrees on features, sets up
/// the queues, DRIVER_OK. Waits up to `timeout` ticks for the device to appear and to answer.
/// osErrorResource: there is none, or it refuses the features; osErrorTimeout: it does not answer;
/// osErrorNoMemory: the pool is too small for the rings.
osStatus_t virtio_start(struct virtio_driver* driver, uint32_t timeout,
                        struct virtio_device** device);

/// Resets the device and sets it up anew, after it asked for that or died; buffers that were on
/// their way are gone.
osStatus_t virtio_restart(struct virtio_device* device, uint32_t timeout);

uint64_t virtio_features(const struct virtio_device* device); ///< agreed on
/// The device wants a reset, or has told something that cannot be too often.
bool virtio_is_broken(const struct virtio_device* device);
void virtio_read_configuration(struct virtio_device* device, uint32_t offset, void* data,
                               uint32_t size);
struct virtio_queue* virtio_get_queue(struct virtio_device* device, unsigned queue);
struct virtio_statistics virtio_get_statistics(const struct virtio_device* device);

/// Memory of the device's pool, aligned to 8 bytes, for ever; NULL when it is used up.
void* virtio_pool_take(struct virtio_device* device, uint32_t size);

/// Makes a chain of buffers available; `cookie` comes back with it. From any thread.
/// osErrorResource: the ring is full; osErrorParameter: not in the pool.
osStatus_t virtio_queue_add(struct virtio_queue* queue, const struct virtio_buffer* buffers,
                            unsigned count, void* cookie);
/// Notifies the device of what was added, unless it asked not to.
void virtio_queue_kick(struct virtio_queue* queue);
/// The cookie of the next chain that came back, and how many bytes the device says it wrote (never
/// more than the chain has); NULL when there is none.
void* virtio_queue_take(struct virtio_queue* queue, uint32_t* written);
/// Asks for interrupts, or for none. After asking, look once more before waiting.
void virtio_queue_enable_interrupt(struct virtio_queue* queue, bool enabled);
unsigned virtio_queue_free(const struct virtio_queue* queue); ///< descriptors

#ifdef __cplusplus
}
#endif

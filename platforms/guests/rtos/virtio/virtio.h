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

#ifndef VIRTIO_MAX_DEVICES
#define VIRTIO_MAX_DEVICES 6 ///< with a driver
#endif

enum {
    virtio_id_net = 1,
    virtio_id_block = 2,
    virtio_id_console = 3,
    virtio_id_rng = 4,
    virtio_id_9p = 9,
    virtio_id_vsock = 19,
    virtio_max_queues = 3,
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
    bool per_queue;        ///< queue n has bit first_bit + n of the doorbell, both ways
    unsigned first_bit;    ///< of the doorbell; the configuration's is behind those of the queues
};

struct virtio_device;
struct virtio_queue;

struct virtio_buffer {
    void* data; ///< in the pool (virtio_pool_take())
    uint32_t size;
    bool device_writes;
};

/// What a queue knows of a descriptor, where the device cannot change it.
struct virtio_descriptor_state {
    void* cookie;
    uint32_t writable; ///< bytes of the chain that the device may write
    uint16_t next;     ///< of the chain, or free
    uint16_t length;   ///< descriptors of the chain that starts here and is the device's; else 0
};

struct virtio_queue_setup {
    struct virtio_descriptor_state* states; ///< memory for `entries` of them
    uint16_t entries;                       ///< wanted at most; a power of 2
    /// The device may have used buffers. In the thread of VirtIO; may be NULL.
    void (*used)(void* argument);
};

/// What a driver brings: filled in by it before virtio_start(), and there for ever. Callbacks are
/// called one at a time.
struct virtio_driver {
    uint32_t device_id;
    uint64_t features; ///< that it can do, besides those of transport and rings
    unsigned queues;   ///< all that the device type has with these features
    struct virtio_queue_setup queue[virtio_max_queues];
    /// The device runs, for the first time or anew.
    void (*started)(struct virtio_device* device, void* argument);
    /// Before a restart: what is with the device is lost, and it gets no more until it started.
    void (*stopped)(void* argument);
    void (*configuration_changed)(void* argument); ///< may be NULL
    void* argument;
};

struct virtio_statistics {
    uint32_t added; ///< chains made available
    uint32_t used;  ///< chains that came back
    uint32_t kicks; ///< notifications to the device
    uint32_t kicks_withheld;
    uint32_t interrupts; ///< notifications from the device
    uint32_t bad_used;   ///< entries of the used ring that cannot be: dropped, or cut
    uint32_t resets;
};

/// Prepares everything and starts the thread of VirtIO. Once, after osKernelInitialize().
/// osErrorNoMemory: the kernel has none for thread and mutex.
osStatus_t virtio_initialize(void);

/// Finds the first device that `driver` is for and has no driver yet, agrees on features, sets up
/// the queues, DRIVER_OK. In a thread; waits up to `timeout` ticks for the device to appear and to
/// answer.
/// osErrorResource: there is none, or it refuses the features, or has not the queues;
/// osErrorTimeout: it does not answer; osErrorNoMemory: the pool is too small for the rings, or
/// VIRTIO_MAX_DEVICES are in use.
osStatus_t virtio_start(struct virtio_driver* driver, uint32_t timeout,
                        struct virtio_device** device);

/// Resets the device and sets it up anew, after it asked for that or died; buffers that were on
/// their way are gone. In a thread, but not in a callback. Errors: those of virtio_start(); the
/// device is broken then, and it may be tried again.
osStatus_t virtio_restart(struct virtio_device* device, uint32_t timeout);

/// The device wants a reset, was reset by somebody else, or has told what no sane device tells: it
/// gets no more buffers and none are taken from it until virtio_restart().
bool virtio_is_broken(struct virtio_device* device);

uint64_t virtio_features(const struct virtio_device* device); ///< agreed on
const struct virtio_place* virtio_get_place(const struct virtio_device* device);
struct virtio_statistics virtio_get_statistics(const struct virtio_device* device);
/// Bytes of the configuration space, all of one state of it. False: it kept changing, `data` is
/// zeros; or there is not that much of it.
bool virtio_read_configuration(struct virtio_device* device, uint32_t offset, void* data,
                               uint32_t size);

/// Memory of the device's pool, aligned to 8 bytes, for ever; NULL when it is used up.
void* virtio_pool_take(struct virtio_device* device, uint32_t size);

// --- Queues

struct virtio_queue* virtio_get_queue(struct virtio_device* device, unsigned queue);

/// Makes a chain of buffers available, what the device reads first; `cookie`, not NULL, comes back
/// with it. From any thread.
/// osErrorResource: the ring is full, or the device broken; osErrorParameter: not in the pool, or
/// not in order.
osStatus_t virtio_queue_add(struct virtio_queue* queue, const struct virtio_buffer* buffers,
                            unsigned count, void* cookie);
/// Notifies the device of what was added, unless it asked not to.
void virtio_queue_kick(struct virtio_queue* queue);
/// The cookie of the next chain that came back, and how many bytes the device says it wrote (never
/// more than the chain has; `written` may be NULL); NULL when there is none.
void* virtio_queue_take(struct virtio_queue* queue, uint32_t* written);
/// Asks for interrupts, or for none. After asking, look once more before waiting.
void virtio_queue_enable_interrupt(struct virtio_queue* queue, bool enabled);

#ifdef __cplusplus
}
#endif

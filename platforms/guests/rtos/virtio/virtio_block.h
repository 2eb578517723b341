// SPDX-License-Identifier: BSD-3-Clause
//
// The block device [VirtIO 1.2, 5.2]: sectors of 512 bytes. Data is copied through the device's
// pool, VIRTIO_BLOCK_SECTORS at a time.
#pragma once

#include "virtio.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef VIRTIO_BLOCK_SECTORS
#define VIRTIO_BLOCK_SECTORS 16 ///< of one request
#endif
#ifndef VIRTIO_BLOCK_REQUESTS
#define VIRTIO_BLOCK_REQUESTS 2 ///< at once
#endif

enum { block_sector_size = 512 };

/// Finds and starts the device. In a thread, after virtio_initialize().
/// Errors: those of virtio_start().
osStatus_t block_start(uint32_t timeout);

uint64_t block_get_capacity(void); ///< sectors
bool block_is_read_only(void);

/// `count` sectors from `sector` on; from any thread. With an error, none or some were transferred.
/// osErrorParameter: behind the capacity, or read-only; osErrorTimeout: no answer yet;
/// osErrorResource: the device is broken; osError: the device says that it failed.
osStatus_t block_read(uint64_t sector, void* data, uint32_t count, uint32_t timeout);
osStatus_t block_write(uint64_t sector, const void* data, uint32_t count, uint32_t timeout);
/// What was written before is on stable storage.
osStatus_t block_flush(uint32_t timeout);

struct virtio_device* block_get_device(void); ///< NULL before block_start()

#ifdef __cplusplus
}
#endif

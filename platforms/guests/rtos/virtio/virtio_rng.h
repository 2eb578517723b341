// SPDX-License-Identifier: BSD-3-Clause
//
// The entropy device [VirtIO 1.2, 5.4].
#pragma once

#include "virtio.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Finds and starts the device. In a thread, after virtio_initialize().
/// Errors: those of virtio_start().
osStatus_t rng_start(uint32_t timeout);

/// `size` random bytes. osErrorTimeout, osErrorResource (the device is broken): there is nothing in
/// `data`.
osStatus_t rng_read(void* data, uint32_t size, uint32_t timeout);

struct virtio_device* rng_get_device(void); ///< NULL before rng_start()

#ifdef __cplusplus
}
#endif

// SPDX-License-Identifier: BSD-3-Clause
//
// What VirtIO needs of a platform, besides CMSIS-RTOS v2: where devices are, and a doorbell.
#pragma once

#include "virtio.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Devices of this processor, NULL-terminated by count.
const struct virtio_place* virtio_platform_places(unsigned* count);

/// From now on virtio_notified() is called in an interrupt handler when the other side rings,
/// unless `polled`: then somebody calls it from a thread.
void virtio_platform_start(bool polled);

/// Rings these bits of the doorbell. Does not wait.
void virtio_platform_ring(uint32_t bits);

/// Bits of the doorbell that the other side has rung since the last call, cleared by this.
uint32_t virtio_platform_rung(void);

/// For the platform: something may have happened in the devices of these bits; those with registers
/// in hardware say themselves. May be called in an interrupt handler.
void virtio_notified(uint32_t bits);

#ifdef __cplusplus
}
#endif

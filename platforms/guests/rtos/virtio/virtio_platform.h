// SPDX-License-Identifier: BSD-3-Clause
//
// What VirtIO needs of a platform, besides CMSIS-RTOS v2: where devices are, a doorbell, and who is
// told of interrupts.
#pragma once

#include "virtio.h"

#ifdef __cplusplus
extern "C" {
#endif

// --- What a platform provides

/// Devices of this processor, in the order of their slots.
const struct virtio_place* virtio_platform_places(unsigned* count);

enum { virtio_not_polled = -1 };
/// Microseconds between two looks at the rings; 0: all the time, giving way to other threads;
/// virtio_not_polled: interrupts.
int32_t virtio_platform_poll_period(void);

/// From now on virtio_notified() and virtio_interrupted() are called in interrupt handlers. Not
/// called with polling.
void virtio_platform_start(void);

/// Rings these bits of the doorbell. Does not wait.
void virtio_platform_ring(uint32_t bits);

// --- What a platform calls, may be in an interrupt handler

/// The other side has rung these bits of the doorbell.
void virtio_notified(uint32_t bits);

/// The interrupt line of devices with registers in hardware is high: acknowledges what each says.
void virtio_interrupted(void);

#ifdef __cplusplus
}
#endif

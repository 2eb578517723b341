// SPDX-License-Identifier: BSD-3-Clause
//
// What RPMsg over shared memory needs of a platform, besides CMSIS-RTOS v2: shared memory, and a
// way to ring at the other side.
#pragma once

#include "resource_table.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The table that Linux uses, in shared memory.
volatile struct resource_table* rpmsg_platform_table(void);

/// Shared memory by its address on the bus; NULL if not all `size` bytes are in what both sides
/// share.
void* rpmsg_platform_memory(uint64_t address, uint32_t size);

/// From now on, a notification from Linux calls rpmsg_notified(), in an interrupt handler.
void rpmsg_platform_start(void);

/// For the platform: Linux notified us. May be called in an interrupt handler.
void rpmsg_notified(void);

/// Notifies Linux that something happened in a queue. Does not wait.
void rpmsg_platform_notify(uint32_t queue);

#ifdef __cplusplus
}
#endif

// SPDX-License-Identifier: BSD-3-Clause
//
// What the host's side of RPMsg needs of a platform, besides CMSIS-RTOS v2: where the memory that
// it shares with each remote is, and a way to ring there.
#pragma once

#include "resource_table.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rpmsg_host_memory {
    uint8_t* base;
    uint32_t size;
};

struct rpmsg_host_place {
    const char* remote;
    volatile struct resource_table* table;
    struct rpmsg_host_memory vrings[rpmsg_vring_count];
    struct rpmsg_host_memory buffers;
    uint32_t buffers_at_remote; ///< their address there
};

const struct rpmsg_host_place* rpmsg_host_platform_places(unsigned* count);

/// From now on, a notification from the remote calls rpmsg_host_notified(), in an interrupt
/// handler.
void rpmsg_host_platform_start(unsigned remote);

/// Notifies the remote that something happened in a queue. Does not wait.
void rpmsg_host_platform_notify(unsigned remote, uint32_t queue);

#ifdef __cplusplus
}
#endif

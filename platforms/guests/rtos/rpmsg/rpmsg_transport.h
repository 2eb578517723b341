// SPDX-License-Identifier: BSD-3-Clause
//
// Between RPMsg's endpoints (rpmsg.c) and what carries their messages. A firmware has one
// transport: shared memory (rpmsg_vring.c) or a serial line (rpmsg_serial). It has the functions
// rpmsg_transport_...(); the others are for it.
#pragma once

#include "rpmsg.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Before osKernelStart(). False: not enough memory.
bool rpmsg_transport_create(void);

// In RPMsg's thread, which goes round: follow, receive, sleep until rpmsg_wake() or the patience is
// over.

void rpmsg_transport_start(void);

/// Does what is to be done by now, and follows the other side. True: the link has come up, or has
/// gone down and come up again; the other side knows of no endpoint.
bool rpmsg_transport_follow(void);

/// Calls rpmsg_receive() with each message that has come.
void rpmsg_transport_receive(void);

uint32_t rpmsg_transport_patience(void); ///< ticks

// In any thread.

bool rpmsg_transport_is_up(void);
uint32_t rpmsg_transport_buffers(void); ///< each way

/// As rpmsg_send(). In RPMsg's own thread it does not wait.
osStatus_t rpmsg_transport_send(uint32_t source, uint32_t destination, const void* data,
                                uint16_t size, uint32_t timeout);

// What transports use.

extern struct rpmsg_statistics rpmsg_statistics;
void rpmsg_wake(void); ///< also in interrupt handlers
bool rpmsg_in_own_thread(void);

/// A message on its way to its endpoint.
void rpmsg_receive(uint32_t destination, uint32_t source, const void* data, uint16_t size);

#ifdef __cplusplus
}
#endif

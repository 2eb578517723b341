// SPDX-License-Identifier: BSD-3-Clause
//
// Echo services: each has an endpoint, a queue and a thread of its own, so that a message passes
// from the vring's thread to another one before it is answered, as in an application.
//
// A message of 8 bytes or more starts with a 16-bit sequence number and a 16-bit sum of all bytes
// after these four, modulo 65536 (little-endian). If the sum is wrong, the answer starts with
// "BAD"; otherwise it is the message.
#pragma once

#include "rpmsg.h"

#ifdef __cplusplus
extern "C" {
#endif

struct echo_statistics {
    uint32_t messages;
    uint32_t bytes;
    uint32_t bad;    ///< the sum was wrong
    uint32_t unsent; ///< the link was renewed before the answer went out
};

enum { echo_service_count = 2, echo_first_address = 0x400 };

/// Makes the services at addresses 0x400 and 0x401. Before osKernelStart(), after rpmsg_start().
osStatus_t echo_start(void);

/// Their endpoints go, and Linux is told.
void echo_stop(void);

struct echo_statistics echo_get_statistics(unsigned service);

/// Each service is busy with something else for so long before it takes its next message.
void echo_hold(uint32_t milliseconds);

#ifdef __cplusplus
}
#endif

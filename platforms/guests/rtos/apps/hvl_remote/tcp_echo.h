// SPDX-License-Identifier: BSD-3-Clause
//
// A TCP echo server, in a thread of its own: one connection after the other.
#pragma once

#include "cmsis_os2.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct tcp_echo_statistics {
    uint32_t connections;
    uint32_t messages; ///< as they were read: TCP knows none
    uint32_t bytes;
    uint32_t failed; ///< connections that ended in an error
};

/// Listens. osErrorResource: it does already; osErrorNoMemory: no socket or thread;
/// osErrorParameter: 0 is no port.
osStatus_t tcp_echo_start(uint16_t port);
uint16_t tcp_echo_port(void); ///< 0: not started
struct tcp_echo_statistics tcp_echo_get_statistics(void);

#ifdef __cplusplus
}
#endif

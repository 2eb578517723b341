// SPDX-License-Identifier: BSD-3-Clause
//
// An echo server on a VirtIO socket, in a thread of its own: what stands for a debug stub or any
// other service that somebody on Linux connects to. One connection after the other.
#pragma once

#include "cmsis_os2.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct vsock_echo_statistics {
    uint32_t connections;
    uint32_t messages; ///< as they were read: a stream knows none
    uint32_t bytes;
    uint32_t failed; ///< connections that ended in an error
};

/// Listens. osErrorResource: it does already; osErrorNoMemory: no socket or thread;
/// osErrorParameter: 0 is no port.
osStatus_t vsock_echo_start(uint32_t port);
uint32_t vsock_echo_port(void); ///< 0: not started
struct vsock_echo_statistics vsock_echo_get_statistics(void);

#ifdef __cplusplus
}
#endif

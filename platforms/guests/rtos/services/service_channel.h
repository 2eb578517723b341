// SPDX-License-Identifier: BSD-3-Clause
//
// What the services need of a carrier: whole messages, both ways. There is one for RPMsg, one for
// a VirtIO console's port and one for a vsock stream; a program links those that it may use.
#pragma once

#include "cmsis_os2.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef SERVICE_MESSAGE_SIZE
#define SERVICE_MESSAGE_SIZE 496 ///< bytes, header and all: what fits into an RPMsg buffer
#endif

struct service_channel {
    const char* name;
    uint16_t message_size; ///< at most, header and all
    /// Starts the carrier; from then on it calls service_received(). In a thread.
    osStatus_t (*start)(uint32_t timeout);
    /// Behind the message is the byte service_end, for a carrier of bytes to send as well.
    /// osErrorResource: nobody is at the other end; osErrorTimeout. One thread at a time.
    osStatus_t (*send)(const void* message, uint16_t size, uint32_t timeout);
};

extern const struct service_channel service_channel_rpmsg;
extern const struct service_channel service_channel_virtio; ///< the VirtIO console's port
extern const struct service_channel service_channel_vsock;

/// For the carrier, in its thread: a message came. May wait, and so hold back the other side; never
/// sends.
void service_received(const uint8_t* message, uint32_t size);

#ifdef __cplusplus
}
#endif

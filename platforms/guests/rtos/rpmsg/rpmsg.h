// SPDX-License-Identifier: BSD-3-Clause
//
// RPMsg as the remote of a Linux host: endpoints with an address and a name, messages of up to 496
// bytes, announced to Linux by its name service [Linux drivers/rpmsg/virtio_rpmsg_bus.c,
// drivers/rpmsg/rpmsg_ns.c].
//
// One thread takes the messages from the transport and calls the endpoints' receivers. A receiver
// may wait: then the buffers fill, and Linux' senders wait in turn. It must not wait for a buffer
// to send (rpmsg_send() knows, and refuses). When Linux restarts its side, the link comes up again
// and all endpoints are announced anew.
//
// Written to CMSIS-RTOS v2 and to rpmsg_transport.h alone.
#pragma once

#include "cmsis_os2.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    rpmsg_name_size = 32, ///< with the terminating 0
    rpmsg_buffer_size = 512,
    rpmsg_header_size = 16,
    rpmsg_payload_limit = rpmsg_buffer_size - rpmsg_header_size,
    rpmsg_name_service_address = 53,
};

struct rpmsg_endpoint;

/// A message came; `data` is the transport's again after the return.
typedef void (*rpmsg_receiver)(struct rpmsg_endpoint* endpoint, const void* data, uint16_t size,
                               uint32_t source);

struct rpmsg_endpoint {
    const char* name;
    uint32_t address;
    rpmsg_receiver receive;
    void* argument; ///< the receiver's
    struct rpmsg_endpoint* next;
    bool announced;
};

struct rpmsg_statistics {
    uint32_t received;       ///< messages that an endpoint got
    uint32_t sent;           ///< messages, without those of the name service
    uint32_t announcements;  ///< sent to Linux' name service
    uint32_t no_recipient;   ///< received for an address without an endpoint, dropped
    uint32_t name_service;   ///< received from Linux' name service
    uint32_t malformed;      ///< received with a length or a buffer that cannot be, dropped
    uint32_t notifications;  ///< that came
    uint32_t kicks;          ///< to Linux
    uint32_t kicks_withheld; ///< because Linux asked for none
    uint32_t waits;          ///< of senders for a free buffer
    uint32_t links;          ///< how often the link came up
};

/// Starts the thread and listens for Linux. After osKernelInitialize(), once.
osStatus_t rpmsg_start(void);

/// `endpoint` and `name` must live as long as the endpoint. osErrorParameter: name too long;
/// osErrorResource: address in use.
osStatus_t rpmsg_endpoint_create(struct rpmsg_endpoint* endpoint, const char* name,
                                 uint32_t address, rpmsg_receiver receive, void* argument);

/// Waits until its receiver has returned. The channel that Linux has for it goes away.
osStatus_t rpmsg_endpoint_destroy(struct rpmsg_endpoint* endpoint);

/// Sends from an endpoint to an address on Linux, waiting up to `timeout` ticks for a free buffer.
/// osErrorParameter: more than rpmsg_payload_limit bytes; osErrorResource: no link, it was renewed
/// meanwhile, or no buffer without waiting; osErrorTimeout.
osStatus_t rpmsg_send(struct rpmsg_endpoint* endpoint, uint32_t destination, const void* data,
                      uint16_t size, uint32_t timeout);

bool rpmsg_link_is_up(void);

/// Messages that the transport has buffers for, each way.
uint32_t rpmsg_buffers(void);

struct rpmsg_statistics rpmsg_get_statistics(void);

#ifdef __cplusplus
}
#endif

// SPDX-License-Identifier: BSD-3-Clause
//
// Services over an RPMsg endpoint: a message is a message. Whom to answer, Linux says with its
// first one.
#include "rpmsg.h"
#include "service_channel.h"

#include <stddef.h>

enum { address = 0x403 };

_Static_assert(SERVICE_MESSAGE_SIZE <= rpmsg_payload_limit, "fits into an RPMsg buffer");

static struct {
    struct rpmsg_endpoint endpoint;
    volatile uint32_t peer; ///< 0: nobody yet
} carrier;

static void receive(struct rpmsg_endpoint* endpoint, const void* data, uint16_t size,
                    uint32_t source) {
    (void)endpoint;
    carrier.peer = source;
    service_received(data, size);
}

static osStatus_t start(uint32_t timeout) {
    (void)timeout; // Linux may come at any time
    carrier.peer = 0;
    const osStatus_t status = rpmsg_start();
    return status != osOK
               ? status
               : rpmsg_endpoint_create(&carrier.endpoint, "rpmsg-raw", address, receive, NULL);
}

static osStatus_t send(const void* message, uint16_t size, uint32_t timeout) {
    const uint32_t peer = carrier.peer;
    return peer == 0 ? osErrorResource
                     : rpmsg_send(&carrier.endpoint, peer, message, size, timeout);
}

const struct service_channel service_channel_rpmsg = {
    .name = "rpmsg", .message_size = SERVICE_MESSAGE_SIZE, .start = start, .send = send};

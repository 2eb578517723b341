// SPDX-License-Identifier: BSD-3-Clause
//
// What RPMsg puts into its buffers: a header before each message, and the messages of the name
// service [Linux drivers/rpmsg/virtio_rpmsg_bus.c, include/linux/rpmsg/ns.h].
#pragma once

#include "rpmsg.h"

struct rpmsg_header {
    uint32_t source;
    uint32_t destination;
    uint32_t reserved;
    uint16_t length; ///< of the message
    uint16_t flags;
};
_Static_assert(sizeof(struct rpmsg_header) == rpmsg_header_size, "RPMsg header");

struct rpmsg_announcement {
    char name[rpmsg_name_size];
    uint32_t address;
    uint32_t flags;
};
enum { rpmsg_announcement_create = 0, rpmsg_announcement_destroy = 1 };

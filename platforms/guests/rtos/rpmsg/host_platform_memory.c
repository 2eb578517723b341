// SPDX-License-Identifier: BSD-3-Clause
//
// RPMsg as the host of the platform's relations: the carve-outs for each remote.
#include "platform_addresses.h"
#include "rpmsg_host_platform.h"

#define MEMORY(base_, size_)                                                                       \
    { .base = (uint8_t*)(base_), .size = (size_) }
#define PLACE(name, mailbox, interrupt, table_, vring0, size0, vring1, size1, buffers_, size,      \
              there)                                                                               \
    {.remote = #name,                                                                              \
     .table = (volatile struct resource_table*)(table_),                                           \
     .vrings = {MEMORY(vring0, size0), MEMORY(vring1, size1)},                                     \
     .buffers = MEMORY(buffers_, size),                                                            \
     .buffers_at_remote = (there)},
static const struct rpmsg_host_place places[] = {RPMSG_REMOTES(PLACE)};

const struct rpmsg_host_place* rpmsg_host_platform_places(unsigned* count) {
    *count = sizeof places / sizeof places[0];
    return places;
}

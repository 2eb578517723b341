// SPDX-License-Identifier: BSD-3-Clause
//
// RPMsg as the host of the platform's relations: carve-outs and a messaging unit for each remote.
#include "interrupts.h"
#include "messaging_unit.h"
#include "platform_addresses.h"
#include "rpmsg_host.h"
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

#define NUMBER(name, ...) remote_##name,
enum { RPMSG_REMOTES(NUMBER) remotes };

const struct rpmsg_host_place* rpmsg_host_platform_places(unsigned* count) {
    *count = remotes;
    return places;
}

static struct messaging_unit units[remotes];

#define HANDLER(name, ...)                                                                         \
    static void mu_irq_handler_##name(void) {                                                      \
        if (messaging_unit_interrupt(&units[remote_##name])) {                                     \
            rpmsg_host_notified(remote_##name);                                                    \
        }                                                                                          \
    }
RPMSG_REMOTES(HANDLER)

#define LINE(name, mailbox, interrupt, ...) {mailbox, interrupt, mu_irq_handler_##name},
static const struct {
    uintptr_t registers;
    unsigned interrupt;
    void (*handler)(void);
} lines[] = {RPMSG_REMOTES(LINE)};

void rpmsg_host_platform_start(unsigned remote) {
    messaging_unit_start(&units[remote], lines[remote].registers);
    board_interrupt(lines[remote].interrupt, lines[remote].handler);
}

void rpmsg_host_platform_notify(unsigned remote, uint32_t queue) {
    messaging_unit_notify(&units[remote], queue);
}

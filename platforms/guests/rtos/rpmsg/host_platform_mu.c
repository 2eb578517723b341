// SPDX-License-Identifier: BSD-3-Clause
//
// RPMsg as the host of the platform's relations: a messaging unit for each remote.
#include "interrupts.h"
#include "messaging_unit.h"
#include "platform_addresses.h"
#include "rpmsg_host.h"
#include "rpmsg_host_platform.h"

#define NUMBER(name, ...) remote_##name,
enum { RPMSG_REMOTES(NUMBER) remotes };

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

// SPDX-License-Identifier: BSD-3-Clause
//
// RPMsg as the host of the platform's relations: the mailbox that each relation names, whichever
// kind it is. What knows messaging units only is smaller: host_platform_mu.c.
#include "interrupts.h"
#include "mailbox_queues.h"
#include "platform_addresses.h"
#include "rpmsg_host.h"
#include "rpmsg_host_platform.h"

#define END(...) MAILBOX_END(__VA_ARGS__),
static const struct mailbox_end mailboxes[] = {RPMSG_REMOTE_MAILBOXES(END)};

#define NUMBER(name, ...) remote_##name,
enum { RPMSG_REMOTE_MAILBOXES(NUMBER) remotes };

static struct mailbox_queues queues[remotes];

#define HANDLER(name, ...)                                                                         \
    static void mailbox_irq_handler_##name(void) {                                                 \
        if (mailbox_queues_interrupt(&queues[remote_##name])) {                                    \
            rpmsg_host_notified(remote_##name);                                                    \
        }                                                                                          \
    }
RPMSG_REMOTE_MAILBOXES(HANDLER)

#define ADDRESS(name, ...) mailbox_irq_handler_##name,
static void (*const handlers[])(void) = {RPMSG_REMOTE_MAILBOXES(ADDRESS)};

void rpmsg_host_platform_start(unsigned remote) {
    mailbox_queues_start(&queues[remote], &mailboxes[remote]);
    board_interrupt(mailboxes[remote].interrupt, handlers[remote]);
}

void rpmsg_host_platform_notify(unsigned remote, uint32_t queue) {
    mailbox_queues_notify(&queues[remote], queue);
}

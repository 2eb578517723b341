// SPDX-License-Identifier: BSD-3-Clause
//
// RPMsg as the remote of a platform's relation: its end of the mailbox that the relation names,
// whichever kind it is. What knows the messaging unit only is smaller: platform_mu.c.
#include "interrupts.h"
#include "mailbox_queues.h"
#include "platform_addresses.h"
#include "probe_point.h"
#include "rpmsg.h"
#include "rpmsg_platform.h"

static const struct mailbox_end mailbox = RPMSG_MAILBOX(MAILBOX_END);
static struct mailbox_queues queues;

void rpmsg_platform_notify(uint32_t queue) {
    mailbox_queues_notify(&queues, queue);
}

PROBE_POINT void mailbox_irq_handler(void);
PROBE_POINT void mailbox_irq_handler(void) {
    if (mailbox_queues_interrupt(&queues)) {
        rpmsg_notified();
    }
}

void rpmsg_platform_start(void) {
    mailbox_queues_start(&queues, &mailbox);
    board_interrupt(mailbox.interrupt, mailbox_irq_handler);
}

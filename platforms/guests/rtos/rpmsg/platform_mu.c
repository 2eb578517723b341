// SPDX-License-Identifier: BSD-3-Clause
//
// RPMsg as the remote of a platform's relation: its face of a messaging unit.
#include "interrupts.h"
#include "messaging_unit.h"
#include "platform_addresses.h"
#include "probe_point.h"
#include "rpmsg.h"
#include "rpmsg_platform.h"

static struct messaging_unit unit;

void rpmsg_platform_notify(uint32_t queue) {
    messaging_unit_notify(&unit, queue);
}

PROBE_POINT void mu_irq_handler(void);
PROBE_POINT void mu_irq_handler(void) {
    if (messaging_unit_interrupt(&unit)) {
        rpmsg_notified();
    }
}

void rpmsg_platform_start(void) {
    messaging_unit_start(&unit, RPMSG_MAILBOX_BASE);
    board_interrupt(RPMSG_MAILBOX_IRQ, mu_irq_handler);
}

// SPDX-License-Identifier: BSD-3-Clause
//
// Notifications of queues over a mailbox, for RPMsg: the other end learns that something happened
// in a queue, now or when the mailbox has room again, and looks at all of its queues then.
#pragma once

#include "mailbox.h"

struct mailbox_queues {
    const struct mailbox_end* end;
    uint32_t waiting; ///< bit n: queue n is to be notified when there is room again
};

/// From now on the end interrupts when it is notified. Connect mailbox_queues_interrupt() first.
void mailbox_queues_start(struct mailbox_queues* queues, const struct mailbox_end* end);

/// Does not wait. May be called in an interrupt handler.
void mailbox_queues_notify(struct mailbox_queues* queues, uint32_t queue);

/// For the interrupt handler. Has the other end notified us?
bool mailbox_queues_interrupt(struct mailbox_queues* queues);

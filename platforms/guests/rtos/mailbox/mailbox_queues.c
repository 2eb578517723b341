// SPDX-License-Identifier: BSD-3-Clause
#include "mailbox_queues.h"

#include "port.h"

void mailbox_queues_start(struct mailbox_queues* queues, const struct mailbox_end* end) {
    *queues = (struct mailbox_queues){.end = end};
    end->driver->start(end);
    end->driver->interrupt_when(end, mailbox_word);
}

void mailbox_queues_notify(struct mailbox_queues* queues, uint32_t queue) {
    const struct mailbox_end* end = queues->end;
    const unsigned key = port_critical_enter();
    if (!end->driver->ring(end, queue)) {
        queues->waiting |= 1U << queue;
        end->driver->interrupt_when(end, mailbox_word | mailbox_room);
    }
    port_critical_leave(key);
}

static void notify_waiting(struct mailbox_queues* queues) {
    const struct mailbox_end* end = queues->end;
    const unsigned key = port_critical_enter();
    while (queues->waiting != 0 &&
           end->driver->ring(end, (uint32_t)__builtin_ctz(queues->waiting))) {
        queues->waiting &= queues->waiting - 1;
    }
    end->driver->interrupt_when(end, mailbox_word | (queues->waiting != 0 ? mailbox_room : 0));
    port_critical_leave(key);
}

bool mailbox_queues_interrupt(struct mailbox_queues* queues) {
    const struct mailbox_end* end = queues->end;
    bool notified = false;
    for (uint32_t word; end->driver->receive(end, &word);) {
        notified = true; // whichever queue it names
    }
    if (notified) {
        end->driver->acknowledge(end);
    }
    if (queues->waiting != 0) {
        notify_waiting(queues);
    }
    return notified;
}

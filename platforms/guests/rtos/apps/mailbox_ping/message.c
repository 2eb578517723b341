// SPDX-License-Identifier: BSD-3-Clause
#include "message.h"

#include "arguments.h"
#include "interrupts.h"
#include "port.h"
#include "probe_point.h"

#include <stddef.h>

static const struct mailbox_end* listening;
static bool polled;
static volatile bool arrived;
static volatile uint32_t last_word;

static bool take(void) {
    uint32_t word;
    if (!listening->driver->receive(listening, &word)) {
        return false;
    }
    message_received(word);
    last_word = word;
    arrived = true;
    return true;
}

PROBE_POINT void mailbox_irq_handler(void);
PROBE_POINT void mailbox_irq_handler(void) {
    if (take()) {
        listening->driver->acknowledge(listening);
    }
}

void message_start(const struct mailbox_end* end) {
    polled = board_argument_is("mode", "polled");
    end->driver->start(end);
    if (!polled) {
        board_interrupt(end->interrupt, mailbox_irq_handler);
    }
}

void message_listen(const struct mailbox_end* end) {
    const unsigned key = port_critical_enter();
    if (!polled && listening != NULL) {
        listening->driver->interrupt_when(listening, 0);
    }
    listening = end;
    arrived = false;
    if (!polled) {
        end->driver->interrupt_when(end, mailbox_word);
    }
    port_critical_leave(key);
}

uint32_t message_wait(void) {
    while (!arrived) {
        if (polled) {
            (void)take();
            continue;
        }
        const unsigned key = port_critical_enter();
        if (!arrived) {
            port_idle(); // an interrupt wakes it, although it is masked
        }
        port_critical_leave(key);
    }
    arrived = false;
    return last_word;
}

void message_send(const struct mailbox_end* end, uint32_t word) {
    while (!end->driver->send(end, word)) {
    }
}

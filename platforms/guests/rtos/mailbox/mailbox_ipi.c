// SPDX-License-Identifier: BSD-3-Clause
//
// Inter-processor interrupts of AMD's Zynq UltraScale+ and Versal [UG1087, module IPI]: a bit for
// each agent, and a word in the request buffer beside it. The word's place is free when the other
// end has cleared our bit; nothing interrupts then.
#include "mailbox.h"

struct ipi_registers {
    uint32_t trigger;
    uint32_t observation;
    uint32_t reserved[2];
    uint32_t status; ///< writing ones clears
    uint32_t mask;
    uint32_t enable;
    uint32_t disable;
};

static volatile struct ipi_registers* registers_of(const struct mailbox_end* end) {
    return (volatile struct ipi_registers*)end->registers;
}

static uint32_t other(const struct mailbox_end* end) {
    return 1U << end->other;
}

static void ipi_interrupt_when(const struct mailbox_end* end, unsigned conditions) {
    if (conditions & mailbox_word) {
        registers_of(end)->enable = other(end);
    } else {
        registers_of(end)->disable = other(end);
    }
}

static void ipi_start(const struct mailbox_end* end) {
    ipi_interrupt_when(end, 0);
}

static bool ipi_send(const struct mailbox_end* end, uint32_t word) {
    if (end->send == 0 || registers_of(end)->observation & other(end)) {
        return false;
    }
    *(volatile uint32_t*)end->send = word;
    registers_of(end)->trigger = other(end);
    return true;
}

static bool ipi_receive(const struct mailbox_end* end, uint32_t* word) {
    if (!(registers_of(end)->status & other(end))) {
        return false;
    }
    *word = end->receive != 0 ? *(volatile uint32_t*)end->receive : 0;
    registers_of(end)->status = other(end); // from now on the place may be written again
    return true;
}

/// Clearing the bit was it.
static void ipi_acknowledge(const struct mailbox_end* end) {
    (void)end;
}

/// Always: the other end may have cleared the bit just now, before it could know of this queue.
static bool ipi_ring(const struct mailbox_end* end, uint32_t queue) {
    (void)queue;
    registers_of(end)->trigger = other(end);
    return true;
}

const struct mailbox_driver mailbox_ipi = {.start = ipi_start,
                                           .send = ipi_send,
                                           .receive = ipi_receive,
                                           .acknowledge = ipi_acknowledge,
                                           .interrupt_when = ipi_interrupt_when,
                                           .ring = ipi_ring};

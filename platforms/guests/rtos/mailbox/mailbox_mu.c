// SPDX-License-Identifier: BSD-3-Clause
//
// An i.MX Messaging Unit, registers as on the i.MX 6SX [i.MX 8M Mini Reference Manual, chapter
// Messaging Unit]. Words go by register 1 of the four, both ways, as RPMsg has it.
#include "mailbox.h"

enum {
    channel = 1,
    receive_full = 1 << (27 - channel),   ///< status; in control: its interrupt
    transmit_empty = 1 << (23 - channel), ///< status; in control: its interrupt
};

struct mu_registers {
    uint32_t transmit[4];
    uint32_t receive[4];
    uint32_t status;
    uint32_t control;
};

static volatile struct mu_registers* registers_of(const struct mailbox_end* end) {
    return (volatile struct mu_registers*)end->registers;
}

static void mu_interrupt_when(const struct mailbox_end* end, unsigned conditions) {
    registers_of(end)->control = (conditions & mailbox_word ? receive_full : 0) |
                                 (conditions & mailbox_room ? transmit_empty : 0);
}

static void mu_start(const struct mailbox_end* end) {
    mu_interrupt_when(end, 0);
}

static bool mu_send(const struct mailbox_end* end, uint32_t word) {
    if (!(registers_of(end)->status & transmit_empty)) {
        return false;
    }
    registers_of(end)->transmit[channel] = word;
    return true;
}

static bool mu_receive(const struct mailbox_end* end, uint32_t* word) {
    if (!(registers_of(end)->status & receive_full)) {
        return false;
    }
    *word = registers_of(end)->receive[channel];
    return true;
}

/// Reading the word was it.
static void mu_acknowledge(const struct mailbox_end* end) {
    (void)end;
}

static bool mu_ring(const struct mailbox_end* end, uint32_t queue) {
    return mu_send(end, queue << 16); // as Linux' imx_rproc has it
}

const struct mailbox_driver mailbox_mu = {.start = mu_start,
                                          .send = mu_send,
                                          .receive = mu_receive,
                                          .acknowledge = mu_acknowledge,
                                          .interrupt_when = mu_interrupt_when,
                                          .ring = mu_ring};

// SPDX-License-Identifier: BSD-3-Clause
//
// TI's mailbox of OMAP4, AM33xx and K3 [AM335x Technical Reference Manual, chapter 17.1]: FIFOs of
// four words; a status bit stays until it is cleared, and comes back while its condition holds.
#include "mailbox.h"

struct omap_user { ///< interrupt registers of a user
    uint32_t status_raw;
    uint32_t status_clear;
    uint32_t enable_set;
    uint32_t enable_clear;
};

struct omap_registers {
    uint32_t revision;
    uint32_t reserved0[3];
    uint32_t sysconfig;
    uint32_t reserved1[11];
    uint32_t message[16];
    uint32_t fifo_status[16];
    uint32_t message_status[16];
    struct omap_user users[4];
};

static volatile struct omap_registers* registers_of(const struct mailbox_end* end) {
    return (volatile struct omap_registers*)end->registers;
}

static uint32_t new_message(const struct mailbox_end* end) {
    return 1U << (2 * end->receive);
}

static uint32_t not_full(const struct mailbox_end* end) {
    return 2U << (2 * end->send);
}

static void omap_interrupt_when(const struct mailbox_end* end, unsigned conditions) {
    volatile struct omap_user* user = &registers_of(end)->users[end->own];
    const uint32_t wanted = (conditions & mailbox_word ? new_message(end) : 0) |
                            (conditions & mailbox_room ? not_full(end) : 0);
    user->enable_clear = (new_message(end) | not_full(end)) & ~wanted;
    if (conditions & mailbox_room) {
        user->status_clear = not_full(end); // of earlier, when there was room
    }
    user->enable_set = wanted;
}

static void omap_start(const struct mailbox_end* end) {
    omap_interrupt_when(end, 0);
}

static bool omap_send(const struct mailbox_end* end, uint32_t word) {
    if (registers_of(end)->fifo_status[end->send] != 0) {
        return false;
    }
    registers_of(end)->message[end->send] = word;
    return true;
}

static bool omap_receive(const struct mailbox_end* end, uint32_t* word) {
    if (registers_of(end)->message_status[end->receive] == 0) {
        return false;
    }
    *word = registers_of(end)->message[end->receive];
    return true;
}

static void omap_acknowledge(const struct mailbox_end* end) {
    registers_of(end)->users[end->own].status_clear = new_message(end);
}

static bool omap_ring(const struct mailbox_end* end, uint32_t queue) {
    return omap_send(end, queue << 16);
}

const struct mailbox_driver mailbox_omap = {.start = omap_start,
                                            .send = omap_send,
                                            .receive = omap_receive,
                                            .acknowledge = omap_acknowledge,
                                            .interrupt_when = omap_interrupt_when,
                                            .ring = omap_ring};

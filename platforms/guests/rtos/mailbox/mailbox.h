// SPDX-License-Identifier: BSD-3-Clause
//
// One end of a mailbox between two processors, of whatever kind: words of 32 bits each way, and
// notifications. Which mailbox it is, and what its hardware calls the two ends, comes from the
// platform: RPMSG_MAILBOX(X) and RPMSG_REMOTE_MAILBOXES(X) of platform_addresses.h.
//
//     static const struct mailbox_end end = {RPMSG_MAILBOX(MAILBOX_END)};
//     end.driver->start(&end);
//     end.driver->interrupt_when(&end, mailbox_word);
//
// A driver's functions do not wait, and may be called in an interrupt handler. Two that write the
// same register (send, ring; interrupt_when) must not interrupt each other.
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct mailbox_end;

enum mailbox_condition {
    mailbox_word = 1 << 0, ///< a word has come
    mailbox_room = 1 << 1, ///< another word can be sent. ipi: does not interrupt
};

struct mailbox_driver {
    /// Nothing interrupts; a word that has come already stays.
    void (*start)(const struct mailbox_end* end);
    /// False: there is no room, the word is not sent.
    bool (*send)(const struct mailbox_end* end, uint32_t word);
    /// Takes the next word; false: there is none.
    bool (*receive)(const struct mailbox_end* end, uint32_t* word);
    /// The interrupt has been handled: to be called once the words have been received.
    void (*acknowledge)(const struct mailbox_end* end);
    /// From now on just these conditions interrupt, as long as they hold.
    void (*interrupt_when)(const struct mailbox_end* end, unsigned conditions);
    /// Tells the other end that something happened in a queue: at least the last time is noticed.
    /// False: there is no room.
    bool (*ring)(const struct mailbox_end* end, uint32_t queue);
};

extern const struct mailbox_driver mailbox_mu;   ///< i.MX Messaging Unit, layout of the i.MX 6SX
extern const struct mailbox_driver mailbox_omap; ///< TI's, of OMAP4 to K3
extern const struct mailbox_driver mailbox_ipi;  ///< AMD's inter-processor interrupts

struct mailbox_end {
    const struct mailbox_driver* driver;
    const char* name; ///< of the remote processor of the two, in the platform
    uintptr_t registers;
    unsigned interrupt;      ///< line, for board_interrupt()
    unsigned own, other;     ///< what the hardware calls the ends: face, user, bit
    uintptr_t send, receive; ///< omap: FIFO; ipi: address of the request buffer, 0: none
};

#define MAILBOX_END(name_, kind, registers_, interrupt_, own_, other_, send_, receive_)            \
    {                                                                                              \
        .driver = &mailbox_##kind, .name = #name_, .registers = (registers_),                      \
        .interrupt = (interrupt_), .own = (own_), .other = (other_), .send = (send_),              \
        .receive = (receive_)                                                                      \
    }

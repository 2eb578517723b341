// SPDX-License-Identifier: BSD-3-Clause
//
// Messages over a serial line that may lose and change characters: none is lost, none comes twice,
// none out of order, as long as both sides live; and a side that starts anew is noticed by the
// other.
//
// A side is this state and four calls. It knows no operating system, so Linux' kernel, the RTOS and
// the tests on the host have the same one; its owner makes sure that one call is made at a time:
//
//     serial_link_receive()  characters came
//     serial_link_transmit() what is to be put on the line next; to be asked after each other call
//     serial_link_tick()     at serial_link_deadline(), or later
//     serial_link_send()     a message; serial_link_peek() and serial_link_drop() for those that
//     came
//
// Lost and damaged frames are sent again from the first missing one on ("go back n"): asked for
// when a damaged one is seen, by a time-out when nothing is. A sender sends no more than the other
// has buffers for.
//
// A side that starts says hello until it is welcomed. Hello from a side that had spoken before
// means that it has restarted: this side starts anew as well, and `life` changes. A side that hears
// nothing for a while, although the other has to say something from time to time, takes it for
// dead.
#pragma once

#include "serial_link_frame.h"

enum {
    serial_link_buffers = 8,   ///< messages each way; a power of 2
    serial_link_quiet_ms = 50, ///< a side that has nothing to say says so that often
};

struct serial_link_message {
    uint32_t source;
    uint32_t destination;
    uint16_t size;
    uint8_t data[serial_link_payload_limit];
};

struct serial_link_statistics {
    uint32_t sent;       ///< messages, each counted once
    uint32_t received;   ///< messages, each counted once
    uint32_t resent;     ///< messages that were sent again
    uint32_t damaged;    ///< frames that came with a wrong CRC or length
    uint32_t malformed;  ///< frames that came whole, and say what cannot be
    uint32_t duplicates; ///< messages that came once more
    uint32_t gaps;       ///< messages that came before one that is missing
    uint32_t time_outs;  ///< nothing was acknowledged in time
    uint32_t restarts;   ///< of the other side, by its hello
    uint32_t silences;   ///< the other side was taken for dead
};

struct serial_link {
    bool up;
    uint32_t life; ///< changes whenever all that was under way is gone
    struct serial_link_statistics statistics;

    uint32_t character_ns; ///< of the slower side
    bool used;             ///< something has come, or has been acknowledged, in this life

    // Sequences run freely, modulo 256.
    struct serial_link_message outgoing[serial_link_buffers];
    uint8_t acknowledged; ///< the first that is not
    uint8_t next;         ///< to be sent next
    uint8_t sent_end;     ///< behind the last that was ever sent
    uint8_t queued_end;   ///< behind the last that is to be sent
    uint8_t limit;        ///< the first that the other has no buffer for

    struct serial_link_message incoming[serial_link_buffers];
    uint8_t expected; ///< the next to come
    uint8_t taken;    ///< the next to be handed out
    uint8_t unsaid;   ///< messages that came since we last said what we expect
    uint8_t said_credit;

    bool hello_due, welcome_due, status_due, resend_due;
    uint8_t time_outs;                                                ///< in a row
    uint64_t hello_at, resend_at, status_at, ask_again_at, silent_at; ///< ns; 0: not

    struct serial_link_decoder decoder;
    uint8_t frame[serial_link_frame_limit];
    uint8_t encoded[serial_link_encoded_limit];
    uint16_t encoded_size, encoded_gone;
};

/// `character_ns`: what a character takes on the line; 0 if this side does not know.
/// `now` is in ns from any start, here and below.
void serial_link_start(struct serial_link* link, uint32_t character_ns, uint64_t now);

void serial_link_receive(struct serial_link* link, const uint8_t* bytes, size_t size, uint64_t now);

/// Puts at most `space` bytes; returns how many, 0 if there is nothing to be said now.
size_t serial_link_transmit(struct serial_link* link, uint8_t* bytes, size_t space, uint64_t now);

/// When serial_link_tick() has something to do.
uint64_t serial_link_deadline(const struct serial_link* link);
void serial_link_tick(struct serial_link* link, uint64_t now);

enum serial_link_result {
    serial_link_ok,
    serial_link_full, ///< no buffer
    serial_link_down,
    serial_link_too_large,
};

enum serial_link_result serial_link_send(struct serial_link* link, uint32_t source,
                                         uint32_t destination, const void* data, size_t size);

/// The oldest message that has come; NULL if there is none. It stays until it is dropped.
const struct serial_link_message* serial_link_peek(const struct serial_link* link);

/// Gives the buffer of a message that was seen in this life back to the other side.
void serial_link_drop(struct serial_link* link, uint32_t life);

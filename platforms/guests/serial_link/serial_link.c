// SPDX-License-Identifier: BSD-3-Clause
#include "serial_link.h"

static const uint64_t ms = 1000000;

enum {
    unknown_character_ns = 90000, ///< 115200 bits per second, until somebody knows
    longest_character_ns = 100000000,
    status_delay_ms = 5, ///< an answer that comes within that carries the acknowledgement
    patience_ms = 20,    ///< of a sender, besides what is on the line
    hello_period_ms = 20,
    most_time_outs = 8, ///< in a row, before the other side is taken for dead
    silent_periods = 4, ///< of serial_link_quiet_ms
};

static struct serial_link_message* slot(struct serial_link_message* messages, uint8_t sequence) {
    return &messages[sequence % serial_link_buffers];
}

static uint8_t distance(uint8_t from, uint8_t to) {
    return (uint8_t)(to - from);
}

/// What so many bytes take on the line.
static uint64_t line_ns(const struct serial_link* link, uint32_t bytes) {
    return (uint64_t)link->character_ns * bytes;
}

// --- Lives

static void begin_life(struct serial_link* link, uint64_t now) {
    ++link->life;
    link->up = false;
    link->used = false;
    link->acknowledged = link->next = link->sent_end = link->queued_end = link->limit = 0;
    link->expected = link->taken = link->unsaid = link->said_credit = 0;
    link->hello_due = link->welcome_due = link->status_due = link->resend_due = false;
    link->time_outs = 0;
    link->resend_at = link->status_at = link->ask_again_at = link->silent_at = 0;
    link->hello_at = now;
}

void serial_link_start(struct serial_link* link, uint32_t character_ns, uint64_t now) {
    memset(link, 0, sizeof *link);
    link->character_ns = character_ns != 0 ? character_ns : unknown_character_ns;
    begin_life(link, now);
}

static void heard(struct serial_link* link, uint64_t now) {
    link->silent_at = now + silent_periods * (serial_link_quiet_ms * ms +
                                              line_ns(link, serial_link_encoded_limit));
}

/// The other side is there, and fresh.
static void come_up(struct serial_link* link, const uint8_t* hello, uint64_t now) {
    const uint32_t character_ns = serial_link_get32(hello + 4);
    if (character_ns != 0 && character_ns <= longest_character_ns) {
        link->character_ns = character_ns;
    }
    link->limit = hello[0] < serial_link_buffers ? hello[0] : serial_link_buffers;
    link->up = true;
    link->hello_at = 0;
    link->hello_due = false;
    link->status_at = now + serial_link_quiet_ms * ms;
    heard(link, now);
}

static void on_hello(struct serial_link* link, const uint8_t* hello, uint64_t now) {
    if (link->used) {
        ++link->statistics.restarts;
        begin_life(link, now);
    }
    come_up(link, hello, now);
    link->welcome_due = true;
    link->next = link->acknowledged; // what went before the welcome was not heard
}

// --- What the other side says of our messages

static uint64_t patience(const struct serial_link* link) {
    uint32_t bytes = serial_link_encoded_limit; // the other side may be amid a frame
    for (uint8_t i = link->acknowledged; i != link->next; ++i) {
        bytes += 20U + link->outgoing[i % serial_link_buffers].size;
    }
    return (patience_ms * ms + 2 * line_ns(link, bytes)) << link->time_outs;
}

static void send_again(struct serial_link* link) {
    link->statistics.resent += distance(link->acknowledged, link->next);
    link->next = link->acknowledged;
}

/// Of every frame that is no hello. False if it says what cannot be.
static bool on_acknowledgement(struct serial_link* link, uint8_t expected, uint8_t credit,
                               uint64_t now) {
    const uint8_t news = distance(link->acknowledged, expected);
    if (news > distance(link->acknowledged, link->sent_end) || credit > serial_link_buffers) {
        return false;
    }
    if (news > distance(link->acknowledged, link->next)) {
        link->next = expected; // it had come after all
    }
    if (news != 0) {
        link->used = true;
        link->time_outs = 0;
        link->acknowledged = expected;
        link->resend_at = link->next != expected ? now + patience(link) : 0;
    }
    link->limit = (uint8_t)(expected + credit);
    return true;
}

// --- Messages that come

static void ask_for_missing(struct serial_link* link, uint64_t now) {
    if (link->up && now >= link->ask_again_at) {
        link->resend_due = true;
        link->ask_again_at = now + 2 * line_ns(link, serial_link_encoded_limit);
    }
}

static void on_message(struct serial_link* link, uint8_t sequence, const uint8_t* body, size_t size,
                       uint64_t now) {
    const uint8_t ahead = distance(link->expected, sequence);
    if (ahead >= 128) {
        ++link->statistics.duplicates;
        link->status_due = true; // our acknowledgement was lost
        return;
    }
    if (ahead != 0 || distance(link->taken, link->expected) >= serial_link_buffers) {
        ++link->statistics.gaps;
        ask_for_missing(link, now);
        return;
    }
    struct serial_link_message* message = slot(link->incoming, sequence);
    message->source = serial_link_get32(body);
    message->destination = serial_link_get32(body + 4);
    message->size = (uint16_t)(size - serial_link_address_size);
    memcpy(message->data, body + serial_link_address_size, message->size);
    ++link->expected;
    ++link->statistics.received;
    link->used = true;
    link->ask_again_at = 0;
    const uint64_t soon = now + status_delay_ms * ms;
    if (++link->unsaid >= serial_link_buffers / 2) {
        link->status_due = true;
    } else if (link->status_at > soon) {
        link->status_at = soon;
    }
}

static bool on_frame(struct serial_link* link, const uint8_t* frame, size_t size, uint64_t now) {
    const uint8_t* body = frame + serial_link_header_size;
    const size_t body_size = size - serial_link_header_size;
    const unsigned kind = frame[0] & 15U;
    if (frame[0] >> 4 != serial_link_version) {
        return false;
    }
    if (kind == serial_link_hello || kind == serial_link_welcome) {
        if (body_size != serial_link_hello_size) {
            return false;
        }
        if (kind == serial_link_hello) {
            on_hello(link, body, now);
        } else if (!link->up) {
            come_up(link, body, now);
        }
        return true;
    }
    if (kind > serial_link_resend ||
        (kind == serial_link_data ? body_size < serial_link_address_size : body_size != 0)) {
        return false;
    }
    if (!link->up) {
        return true; // meant for our last life; our hello is on its way
    }
    if (!on_acknowledgement(link, frame[2], frame[3], now)) {
        return false;
    }
    heard(link, now);
    if (kind == serial_link_data) {
        on_message(link, frame[1], body, body_size, now);
    } else if (kind == serial_link_resend) {
        send_again(link);
    }
    return true;
}

void serial_link_receive(struct serial_link* link, const uint8_t* bytes, size_t size,
                         uint64_t now) {
    for (size_t i = 0; i < size; ++i) {
        switch (serial_link_decode(&link->decoder, bytes[i])) {
        case serial_link_more:
            break;
        case serial_link_damage:
            ++link->statistics.damaged;
            ask_for_missing(link, now);
            break;
        case serial_link_frame:
            if (!on_frame(link, link->decoder.frame, link->decoder.size, now)) {
                ++link->statistics.malformed;
            }
            break;
        }
    }
}

const struct serial_link_message* serial_link_peek(const struct serial_link* link) {
    return link->taken != link->expected ? &link->incoming[link->taken % serial_link_buffers]
                                         : NULL;
}

void serial_link_drop(struct serial_link* link, uint32_t life) {
    if (life != link->life || link->taken == link->expected) {
        return;
    }
    ++link->taken;
    link->status_due |= link->said_credit == 0; // the other side waits for it
}

// --- What we say

enum serial_link_result serial_link_send(struct serial_link* link, uint32_t source,
                                         uint32_t destination, const void* data, size_t size) {
    if (size > serial_link_payload_limit) {
        return serial_link_too_large;
    }
    if (!link->up) {
        return serial_link_down;
    }
    if (distance(link->acknowledged, link->queued_end) >= serial_link_buffers) {
        return serial_link_full;
    }
    struct serial_link_message* message = slot(link->outgoing, link->queued_end);
    message->source = source;
    message->destination = destination;
    message->size = (uint16_t)size;
    if (size != 0) {
        memcpy(message->data, data, size);
    }
    ++link->queued_end;
    ++link->statistics.sent;
    return serial_link_ok;
}

/// `body_size` bytes of the body are in link->frame.
static void say(struct serial_link* link, enum serial_link_kind kind, uint8_t sequence,
                size_t body_size, uint64_t now) {
    const size_t size = serial_link_header_size + body_size;
    link->unsaid = 0;
    link->said_credit = (uint8_t)(serial_link_buffers - distance(link->taken, link->expected));
    link->frame[0] = (uint8_t)(serial_link_version << 4 | kind);
    link->frame[1] = sequence;
    link->frame[2] = link->expected;
    link->frame[3] = link->said_credit;
    serial_link_put32(link->frame + size, serial_link_crc32(link->frame, size));
    link->encoded_gone = 0;
    link->encoded[0] = 0; // ends whatever is on the line
    link->encoded_size = (uint16_t)(1 + serial_link_encode(link->frame, size + serial_link_crc_size,
                                                           link->encoded + 1));
    if (kind == serial_link_data) {
        link->encoded_gone = 1; // the frame before has ended
    }
    link->status_due = false;
    if (link->up) {
        link->status_at = now + serial_link_quiet_ms * ms;
    }
}

static void say_hello(struct serial_link* link, enum serial_link_kind kind, uint64_t now) {
    uint8_t* body = link->frame + serial_link_header_size;
    body[0] = serial_link_buffers;
    body[1] = 0;
    body[2] = (uint8_t)serial_link_payload_limit;
    body[3] = (uint8_t)(serial_link_payload_limit >> 8);
    serial_link_put32(body + 4,
                      link->character_ns == unknown_character_ns ? 0 : link->character_ns);
    say(link, kind, 0, serial_link_hello_size, now);
}

static void say_message(struct serial_link* link, uint64_t now) {
    const uint8_t sequence = link->next;
    const struct serial_link_message* message = slot(link->outgoing, sequence);
    uint8_t* body = link->frame + serial_link_header_size;
    serial_link_put32(body, message->source);
    serial_link_put32(body + 4, message->destination);
    memcpy(body + serial_link_address_size, message->data, message->size);
    ++link->next;
    if (distance(link->acknowledged, link->next) > distance(link->acknowledged, link->sent_end)) {
        link->sent_end = link->next;
    }
    link->resend_at = now + patience(link);
    say(link, serial_link_data, sequence, serial_link_address_size + (size_t)message->size, now);
}

static bool may_send(const struct serial_link* link) {
    const uint8_t room = distance(link->acknowledged, link->limit);
    return link->next != link->queued_end && room <= serial_link_buffers &&
           distance(link->acknowledged, link->next) < room;
}

static bool say_next(struct serial_link* link, uint64_t now) {
    if (link->welcome_due) {
        link->welcome_due = false;
        say_hello(link, serial_link_welcome, now);
    } else if (link->hello_due) {
        link->hello_due = false;
        say_hello(link, serial_link_hello, now);
    } else if (!link->up) {
        return false;
    } else if (link->resend_due) {
        link->resend_due = false;
        say(link, serial_link_resend, link->next, 0, now);
    } else if (may_send(link)) {
        say_message(link, now);
    } else if (link->status_due) {
        say(link, serial_link_status, link->next, 0, now);
    } else {
        return false;
    }
    return true;
}

size_t serial_link_transmit(struct serial_link* link, uint8_t* bytes, size_t space, uint64_t now) {
    size_t put = 0;
    while (put < space) {
        const size_t left = (size_t)(link->encoded_size - link->encoded_gone);
        if (left == 0 && !say_next(link, now)) {
            break;
        }
        const size_t ready = (size_t)(link->encoded_size - link->encoded_gone);
        const size_t part = ready < space - put ? ready : space - put;
        memcpy(bytes + put, link->encoded + link->encoded_gone, part);
        link->encoded_gone += (uint16_t)part;
        put += part;
    }
    return put;
}

// --- Time

static uint64_t earlier(uint64_t one, uint64_t other) {
    return other != 0 && (one == 0 || other < one) ? other : one;
}

uint64_t serial_link_deadline(const struct serial_link* link) {
    const uint64_t first = earlier(link->hello_at, link->status_at);
    return earlier(earlier(first, link->resend_at), link->silent_at);
}

static bool due(uint64_t at, uint64_t now) {
    return at != 0 && at <= now;
}

void serial_link_tick(struct serial_link* link, uint64_t now) {
    if (due(link->silent_at, now)) {
        ++link->statistics.silences;
        begin_life(link, now);
    }
    if (due(link->resend_at, now)) {
        ++link->statistics.time_outs;
        if (++link->time_outs > most_time_outs) {
            ++link->statistics.silences;
            begin_life(link, now);
        } else {
            send_again(link);
            link->resend_at = 0; // set again with the first message that goes out
        }
    }
    if (due(link->status_at, now)) {
        link->status_due = true;
        link->status_at = now + serial_link_quiet_ms * ms;
    }
    if (due(link->hello_at, now)) {
        link->hello_due = true;
        link->hello_at = now + hello_period_ms * ms + 2 * line_ns(link, 64);
    }
}

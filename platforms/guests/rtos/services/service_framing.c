// SPDX-License-Identifier: BSD-3-Clause
#include "service_framing.h"

#include "ampsim_services.h"
#include "service_bytes.h"

#include <stdbool.h>

/// Bytes of the message that is coming, its end included, as far as is known.
static uint32_t wanted(const struct service_framing* framing) {
    return framing->filled < service_header_size
               ? service_header_size
               : service_header_size + (uint32_t)service_get16(framing->bytes + service_at_size) +
                     1;
}

/// Bytes of a message that is whole now; else 0.
static uint32_t take(struct service_framing* framing, uint8_t byte) {
    if (framing->filled == 0 && byte == 0) {
        return 0;
    }
    framing->bytes[framing->filled++] = byte;
    const uint32_t size = wanted(framing);
    const bool complete = framing->filled > service_header_size && framing->filled == size;
    if (complete || size > sizeof framing->bytes) {
        framing->filled = 0;
        if (complete && byte == service_end) {
            return size - 1;
        }
        ++framing->dropped; // a message that was cut short, or nonsense
    }
    return 0;
}

void service_framing_received(struct service_framing* framing, const uint8_t* data, uint32_t size,
                              void (*message)(const uint8_t* data, uint32_t size)) {
    for (uint32_t i = 0; i < size; ++i) {
        const uint32_t whole = take(framing, data[i]);
        if (whole > 0) {
            message(framing->bytes, whole);
        }
    }
}

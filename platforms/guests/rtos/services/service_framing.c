// SPDX-License-Identifier: BSD-3-Clause
#include "service_framing.h"

#include "ampsim_services.h"
#include "service_bytes.h"

/// Bytes of the message that is coming, its end included, as far as is known.
static uint32_t wanted(const struct service_framing* framing) {
    return framing->filled < service_header_size
               ? service_header_size
               : service_header_size + (uint32_t)service_get16(framing->bytes + service_at_size) +
                     1;
}

static void take(struct service_framing* framing, uint8_t byte) {
    if (framing->filled == 0 && byte == 0) {
        return;
    }
    framing->bytes[framing->filled++] = byte;
    const uint32_t size = wanted(framing);
    if (size > sizeof framing->bytes) { // of a message that was cut short, or nonsense
        ++framing->dropped;
        framing->filled = 0;
    } else if (framing->filled > service_header_size && framing->filled == size) {
        framing->filled = 0;
        if (byte == service_end) {
            service_received(framing->bytes, size - 1);
        } else {
            ++framing->dropped;
        }
    }
}

void service_framing_received(struct service_framing* framing, const uint8_t* data, uint32_t size) {
    for (uint32_t i = 0; i < size; ++i) {
        take(framing, data[i]);
    }
}

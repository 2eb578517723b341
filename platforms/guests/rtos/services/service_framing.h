// SPDX-License-Identifier: BSD-3-Clause
//
// Messages on a carrier of bytes: each is followed by service_end; zeros where one would begin are
// skipped (ampsim_services.h).
#pragma once

#include "service_channel.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct service_framing {
    uint32_t filled;  ///< bytes of the message that is coming
    uint32_t dropped; ///< messages that were cut short or too long
    uint8_t bytes[SERVICE_MESSAGE_SIZE + 1];
};

/// Bytes came: calls `message` for each whole message, as a rule service_received().
void service_framing_received(struct service_framing* framing, const uint8_t* data, uint32_t size,
                              void (*message)(const uint8_t* data, uint32_t size));

#ifdef __cplusplus
}
#endif

// SPDX-License-Identifier: BSD-3-Clause
//
// What a remote says of its own life, in shared memory, for whoever looks: how often it has
// started, and that it still runs. RPMsg over vrings has no such thing: a remote that restarts
// takes up the rings where they are, and one that is dead says nothing.
//
// It lies in the carve-out of the resource table, behind what Linux takes for the table; a restart
// of the remote leaves it as it is. Words are little-endian, each written by the remote alone.
#pragma once

#include <stdint.h>

struct remote_status {
    uint32_t magic;     ///< remote_status_magic, when the rest holds
    uint32_t boots;     ///< starts since the memory was powered
    uint32_t heartbeat; ///< goes on every `period_ms`
    uint32_t period_ms; ///< 0: there is no heartbeat
};

enum {
    remote_status_magic = 0x54534d41, ///< "AMST"
    remote_status_offset = 0x800,     ///< in the carve-out
};

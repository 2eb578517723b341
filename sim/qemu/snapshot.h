/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the machine's state to a file as QEMU's migration does, to be gone on from with -incoming.
 * The memories that are shared with the hub are no part of it. QEMU writes it from its main loop,
 * with the machine stopped; then the machine runs again.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* `memory_apart`: the machine's RAM is no part of it either, and is written to FILE.ram as it is,
 * with holes where it is zero. A machine that goes on from it has that file for its RAM. */
void snapshot_init(bool memory_apart);

/* Instead of an answer to clock_wait(): no instruction is executed before the machine runs again.
 * `file` is not terminated. */
void snapshot_request(const char* file, size_t length);

/* From the request until the machine runs again. */
bool snapshot_requested(void);

/* True once, when the machine runs again. */
bool snapshot_made(void);

/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Covers over memory that the node sees directly: while one is there, accesses come to the hub,
 * which refuses them or carries them out. The hub says from when to when; a timer of the virtual
 * clock changes it then, as with interrupt lines (wires.h).
 */
#pragma once

#include "link.h"

#include <stdint.h>

/* When the machine is complete. */
void covers_init(void);

/* A packet of the hub: takes effect with covers_arm(), or now when it is due. In time order. */
void covers_change(const struct link_packet* packet);

/* Lets the clock stop at the next change. */
void covers_arm(void);

/* Carries out the changes due by `now`. */
void covers_apply(int64_t now);

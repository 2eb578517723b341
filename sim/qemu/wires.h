/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Interrupt lines into the node: the hub says when a line changes, a timer of the virtual clock
 * changes it then, and the processor sees it at the first instruction boundary at or after that
 * instant.
 */
#pragma once

#include "arguments.h"

#include <stdbool.h>
#include <stdint.h>

/* When the machine is complete. Ends QEMU when it has no interrupt controller that we know, or an
 * input is not there. */
void wires_connect(const struct arguments* arguments);

/* Line `line` goes to `level` at `time`; takes effect with wires_arm(). Changes of one line come in
 * time order. */
void wires_change(uint32_t line, int64_t time, bool level);

/* Lets the clock stop at the next change. */
void wires_arm(void);

/* Carries out the changes due by `now`. */
void wires_apply(int64_t now);

/* Nothing is pending any more. */
void wires_forget(void);

/* All lines low. */
void wires_lower(void);

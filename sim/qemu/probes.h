/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Probes: instructions of the guest whose execution the hub wants to know of. The guest is not
 * changed, and neither is its timing. The clock cannot be read while an instruction executes; it is
 * computed from the instructions counted so far.
 */
#pragma once

#include "link.h"

#include <stdint.h>

#include "qemu/qemu-plugin.h"

void probes_init(qemu_plugin_id_t plugin);

/* AMPSIM_PROBE. Takes effect for code that has not run yet. */
void probes_set(const struct link_packet* packet);

/* Argument register `number` (x0..., r0...) of the current processor; only at the start of a block.
 */
uint64_t probes_argument(unsigned number);

/* When an A-profile processor last called its firmware (HVC, SMC); -1: never. Powering off is such
 * a call. */
int64_t probes_last_firmware_call(void);

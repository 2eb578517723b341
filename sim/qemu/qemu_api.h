/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * QEMU's own interfaces, as far as the plugin uses them. Everything of QEMU comes in through here.
 */
#pragma once

#include "qemu/osdep.h"

#include "exec/address-spaces.h"
#include "exec/cpu-common.h"
#include "exec/memory.h"
#include "hw/boards.h"
#include "hw/core/cpu.h"
#include "hw/irq.h"
#include "hw/qdev-core.h"
#include "migration/misc.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qapi/qapi-commands-migration.h"
#include "qemu/cutils.h"
#include "qemu/main-loop.h"
#include "qemu/seqlock.h"
#include "qemu/timer.h"
#include "softmmu/timers-state.h"
#include "sysemu/cpu-timers.h"
#include "sysemu/cpus.h"
#include "sysemu/reset.h"
#include "sysemu/runstate.h"
#include "sysemu/sysemu.h"

#include "qemu/qemu-plugin.h"

/* Declared by headers that need a target's own: exec/exec-all.h, exec/cpu-all.h. */
void tb_flush(CPUState* cpu);
void tb_invalidate_phys_range(ram_addr_t start, ram_addr_t end);
int cpu_memory_rw_debug(CPUState* cpu, vaddr address, void* bytes, size_t length, bool is_write);

/* Ends QEMU with a message: what is wrong, and where it came from. */
G_NORETURN void fatal(const char* format, ...) G_GNUC_PRINTF(1, 2);

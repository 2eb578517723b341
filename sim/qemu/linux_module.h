/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Where Linux puts a module. Before it relocates the sections of a module, each of them has its
 * final address in the section headers: apply_relocate_add(sechdrs, strtab, symindex, relsec,
 * module) is where we look [kernel/module/main.c, arch/arm64/kernel/module.c].
 */
#pragma once

#include <stdint.h>

/* When the machine is complete. */
void linux_module_init(void);

/* The current processor enters apply_relocate_add(). Tells the hub where the sections are, once for
 * each module, and takes the probes that it sets in them. */
void linux_module_loads(int64_t time);

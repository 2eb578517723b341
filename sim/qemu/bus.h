/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The node's windows on the shared interconnect: accesses to an I/O window go to the hub and stall
 * the processor until the hub answers; a RAM window is memory that the hub and other nodes map too.
 * And the way back: the hub's accesses to the node's own memory.
 */
#pragma once

#include "arguments.h"
#include "link.h"

enum { bus_access_size = 38 }; /* of a read or write after the base header, 4.0 layout */

/* When the machine is complete. */
void bus_map(struct arguments* arguments);

/* Status and value of the hub's answer to an access of the processor. */
void bus_read_answer(const struct link_packet* packet, uint32_t* status, uint64_t* value);

/* Carries out, and answers, an access of the hub to the node's memory. It takes no time. */
void bus_serve(const struct link_packet* packet);

/* The hub has written to memory that the node sees: drops what was translated of it. */
void bus_forget_code(const struct link_packet* packet);
void bus_forget_code_at(uint64_t address, uint64_t size);

/* For covers.h: a region whose accesses go to the hub, those of `window`, which may change. */
void bus_init_window(struct MemoryRegion* region, struct io_window* window, const char* name);
/* Puts a region, which is not enabled yet, over all of the machine's and ours. */
void bus_map_cover(struct MemoryRegion* region);

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
void bus_map(const struct arguments* arguments);

/* Status and value of the hub's answer to an access of the processor. */
void bus_read_answer(const struct link_packet* packet, uint32_t* status, uint64_t* value);

/* Carries out, and answers, an access of the hub to the node's memory. It takes no time. */
void bus_serve(const struct link_packet* packet);

/* The hub has written to memory that the node sees: drops what was translated of it. */
void bus_forget_code(const struct link_packet* packet);

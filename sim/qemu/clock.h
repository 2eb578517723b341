/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The node's virtual clock (QEMU's, under icount), and its grant: how far the hub lets it run.
 * Times are ns.
 *
 * Whenever the node has something to tell that it must wait for (the grant is used up, an access),
 * it calls clock_wait(): the hub's packets are carried out up to and including its next grant.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Before the machine starts. The first thing that happens is a stop at time 0. */
void clock_init(void);

/* Exact in timers and in accesses; must not be called while an instruction executes. */
int64_t clock_now(void);

/* Answer of an access: until when it stalls the processor. */
struct access_answer {
    bool expected; /* set by the caller, cleared when it is there */
    uint32_t id;
    uint32_t status; /* Remote-Port: 0 ok, 1 bus error, 2 address error */
    uint64_t value;
    int64_t until;
};

/* The grant ends at `time`, or sooner. May be called while an instruction executes; the clock is at
 * most a block of code further then. */
void clock_stop_by(int64_t time);

/* `answer` is NULL when the node does not wait for one. */
void clock_wait(struct access_answer* answer);

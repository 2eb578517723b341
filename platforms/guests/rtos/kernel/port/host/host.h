// SPDX-License-Identifier: BSD-3-Clause
//
// The kernel on a host, for tests: threads are coroutines of one host thread, time passes only
// while all of them sleep (or when told to), and interrupts come when the test says so. Every run
// is the same.
//
//     osKernelInitialize(); osThreadNew(...); osKernelStart();   // returns: nothing has run yet
//     host_run_until(100);                                       // up to the end of tick 100
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Forgets everything: the next call is osKernelInitialize(). Not from a thread.
void host_reset(void);

/// Runs threads until all sleep and none has to wake at or before `tick`; the time is then `tick`.
void host_run_until(uint64_t tick);

/// Calls function(argument) as an interrupt handler. From a thread: a switch takes place before
/// this returns. From outside: at the next host_run_until().
void host_interrupt(void (*function)(void* argument), void* argument);

/// Called by a thread: it computes for so long; what falls due interrupts it.
void host_compute(uint32_t ticks);

/// Moves time forward, nothing being due in between; for tests of the counter's wrap. Not from a
/// thread.
void host_set_time(uint64_t tick);

/// How often the processor slept, and how often the timer interrupt came, since host_reset().
unsigned host_idle_count(void);
unsigned host_timer_interrupts(void);

#ifdef __cplusplus
}
#endif

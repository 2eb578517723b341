// SPDX-License-Identifier: BSD-3-Clause
//
// What the kernel needs of a processor, and what a port calls in the kernel. The rest of the kernel
// is plain C.
#pragma once

#include "objects.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { ticks_per_second = 1000 };

// --- What a port provides

enum { port_unmasked = 0 }; ///< result of port_critical_enter() at the outermost level

/// Masks interrupts. Nests: give the result back to port_critical_leave().
unsigned port_critical_enter(void);
/// At the outermost level, a switch that was requested takes place before this returns.
void port_critical_leave(unsigned key);

/// Called in an interrupt handler?
bool port_in_interrupt(void);

/// Has scheduler_switch() called as soon as no interrupt handler runs and interrupts are not
/// masked.
void port_request_switch(void);

/// Prepares a thread so that a first switch to it calls function(argument), and osThreadExit()
/// after it.
void port_thread_prepare(struct os_thread* thread);

/// Has scheduler_start() called and goes on with the thread that it chose. Does not return on a
/// target.
void port_start(void);

/// Waits for an interrupt, with as little activity as the processor can do.
void port_idle(void);

/// Ticks since the kernel was initialized. Interrupts are masked.
uint64_t port_ticks(void);

enum { port_no_deadline = 0 }; ///< tick 0 is over before anything can wait for it

/// Has scheduler_time_passed() called when port_ticks() reaches `tick`, or at a moment before if it
/// is too far away. Replaces the earlier request. Interrupts are masked.
void port_wake_at(uint64_t tick);

/// A finer clock than the tick, and its frequency; wraps at 32 bits.
uint32_t port_cycles(void);
uint32_t port_cycle_frequency(void);

/// Reports an error that makes going on senseless, and stops.
__attribute__((noreturn)) void port_panic(const char* reason, const char* thread);

// --- What a port calls

/// From here on threads are switched. Returns the stack pointer of the first one to run. Interrupts
/// are masked.
void* scheduler_start(void);

/// Stores the running thread's stack pointer and returns that of the thread to run. Interrupts are
/// masked.
void* scheduler_switch(void* stack_pointer);

/// Handles what is due. Called in the timer's interrupt handler, interrupts masked.
void scheduler_time_passed(void);

#ifdef __cplusplus
}
#endif

// SPDX-License-Identifier: BSD-3-Clause
//
// The heart of the kernel: which thread runs, which ones wait and until when. The highest priority
// that is ready runs; equals run in turn, each until it waits or yields. Choosing is O(1), whatever
// the number of threads.
//
// All functions here are called with interrupts masked; port_critical_leave() is what lets a switch
// happen.
#pragma once

#include "objects.h"
#include "port.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    priority_idle = 0, ///< the idle thread alone: below all that an application can have
    priority_count = osPriorityISR + 1,
};

struct scheduler {
    struct os_thread* running;
    osKernelState_t state;
    uint64_t ready_priorities; ///< bit n: ready[n] is not empty
    struct list ready[priority_count];
    struct list timeouts;   ///< by deadline
    uint64_t alarm;         ///< what the port was asked for last
    struct list threads;    ///< all that live
    struct list terminated; ///< whose memory is to be given back
};

extern struct scheduler scheduler;

void scheduler_reset(void);

// --- Ready threads

/// Makes a thread ready, behind its equals.
void scheduler_make_ready(struct os_thread* thread);
void scheduler_make_unready(struct os_thread* thread);
struct os_thread* scheduler_highest_ready(void);
/// Requests a switch if another thread than the running one should run.
void scheduler_reschedule(void);
/// Changes the priority at which a thread is scheduled; it keeps its place only if it runs.
void scheduler_set_priority(struct os_thread* thread, unsigned priority);

// --- Waiting

/// Is the caller, whose critical section is `key`, a thread that may be put to sleep?
bool scheduler_can_wait(unsigned key);

/// Puts the running thread to sleep: in `list` (by priority) unless NULL, for at most `timeout`
/// ticks. Ends the critical section `key`. Returns what scheduler_wake() gave, or osErrorTimeout.
int32_t scheduler_wait(unsigned key, struct list* list, uint32_t timeout);

/// Ends a thread's wait.
void scheduler_wake(struct os_thread* thread, int32_t result);

/// Ends the waits of all threads in the list, with osErrorResource: the object goes away.
void scheduler_wake_all(struct list* list);

/// The thread of the highest priority in a wait list; NULL if there is none.
struct os_thread* scheduler_first_waiter(const struct list* list);

// --- Time-outs

/// O(number of time-outs that are due before it).
void timeout_start(struct timeout* timeout, uint64_t deadline);
static inline void timeout_cancel(struct timeout* timeout) {
    list_unlink(&timeout->node);
}
/// Before sleeping: has the port forget an alarm that nothing needs any more.
void scheduler_trim_alarm(void);

#ifdef __cplusplus
}
#endif

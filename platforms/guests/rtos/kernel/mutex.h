// SPDX-License-Identifier: BSD-3-Clause
//
// Priority inheritance: a thread runs at the highest of its own priority and those of all that wait
// for mutexes which it holds (of those made with osMutexPrioInherit), through any chain of waits.
// Interrupts are masked.
#pragma once

#include "objects.h"

/// Recomputes a thread's priority, and on along the chain of owners that it waits for.
void mutex_update_priority(struct os_thread* thread);

/// The thread no longer waits for `waits_for`.
void mutex_waiter_left(struct os_thread* thread);

/// Releases a terminated thread's robust mutexes; the others stay locked for ever.
void mutex_owner_terminated(struct os_thread* thread);

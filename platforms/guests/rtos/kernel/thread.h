// SPDX-License-Identifier: BSD-3-Clause
//
// What the rest of the kernel asks of threads.
#pragma once

#include "objects.h"

/// Is the canary at the end of its stack still there?
bool thread_stack_intact(const struct os_thread* thread);

/// Makes the idle thread, which runs when nothing else does.
void thread_start_idle(void);

/// Makes a thread of the kernel's own; static memory, so it cannot fail.
struct os_thread* thread_start(osThreadFunc_t function, const osThreadAttr_t* attributes);

/// Gives back the memory of terminated threads.
void thread_reclaim(void);

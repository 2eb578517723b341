// SPDX-License-Identifier: BSD-3-Clause
//
// Timers call their functions in a thread of the kernel (osPriorityHigh), which the first
// osTimerNew() starts.
#pragma once

void timer_reset(void);

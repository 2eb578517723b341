// SPDX-License-Identifier: BSD-3-Clause
//
// What this remote says of its own life: ../../remote_status/remote_status.h.
#pragma once

#include "remote_status.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The platform says where; NULL: nowhere.
volatile struct remote_status* life_status(void);

/// Counts this start, and goes on with the heartbeat that there was. After osKernelInitialize().
void life_begin(void);

/// From now on, and after restarts, every so many ms; 0: no heartbeat. False: nobody could see it.
bool life_set_heartbeat(uint32_t period_ms);

uint32_t life_boots(void); ///< 0: nobody counts

#ifdef __cplusplus
}
#endif

// SPDX-License-Identifier: BSD-3-Clause
#include "life.h"

#include "cmsis_os2.h"

#include <stddef.h>

static osTimerId_t timer;

__attribute__((weak)) volatile struct remote_status* life_status(void) {
    return NULL;
}

static void beat(void* argument) {
    (void)argument;
    ++life_status()->heartbeat;
}

static bool start_timer(uint32_t period_ms) {
    if (timer == NULL) {
        timer = osTimerNew(beat, osTimerPeriodic, NULL, NULL);
    }
    const uint32_t ticks = (uint32_t)((uint64_t)period_ms * osKernelGetTickFreq() / 1000);
    return timer != NULL && osTimerStart(timer, ticks == 0 ? 1 : ticks) == osOK;
}

void life_begin(void) {
    volatile struct remote_status* status = life_status();
    timer = NULL;
    if (status == NULL) {
        return;
    }
    if (status->magic != remote_status_magic) {
        status->boots = status->heartbeat = status->period_ms = 0;
        status->magic = remote_status_magic;
    }
    ++status->boots;
    if (status->period_ms != 0) {
        (void)start_timer(status->period_ms);
    }
}

bool life_set_heartbeat(uint32_t period_ms) {
    volatile struct remote_status* status = life_status();
    if (status == NULL) {
        return false;
    }
    status->period_ms = period_ms;
    if (period_ms != 0) {
        return start_timer(period_ms);
    }
    if (timer != NULL) {
        (void)osTimerStop(timer);
    }
    return true;
}

uint32_t life_boots(void) {
    const volatile struct remote_status* status = life_status();
    return status == NULL ? 0 : status->boots;
}

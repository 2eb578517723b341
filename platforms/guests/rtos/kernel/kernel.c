// SPDX-License-Identifier: BSD-3-Clause
#include "arena.h"
#include "scheduler.h"
#include "thread.h"
#include "timer.h"

#include <string.h>

static const char kernel_identity[] = "ampsim-rtos 1.0.0";
enum { api_version = 20010003, kernel_version = 10000000 };

osStatus_t osKernelInitialize(void) {
    if (port_in_interrupt()) {
        return osErrorISR;
    }
    if (scheduler.state != osKernelInactive) {
        return osError;
    }
    scheduler_reset();
    arena_reset();
    timer_reset();
    scheduler.state = osKernelReady;
    thread_start_idle();
    return osOK;
}

osStatus_t osKernelGetInfo(osVersion_t* version, char* id_buf, uint32_t id_size) {
    if (version != NULL) {
        version->api = api_version;
        version->kernel = kernel_version;
    }
    if (id_buf != NULL && id_size != 0) {
        const uint32_t size =
            id_size < sizeof kernel_identity ? id_size : (uint32_t)sizeof kernel_identity;
        memcpy(id_buf, kernel_identity, size);
        id_buf[size - 1] = '\0';
    }
    return osOK;
}

osKernelState_t osKernelGetState(void) {
    return scheduler.state;
}

osStatus_t osKernelStart(void) {
    if (port_in_interrupt()) {
        return osErrorISR;
    }
    if (scheduler.state != osKernelReady) {
        return osError;
    }
    port_start();
    return osOK;
}

/// What osKernelRestoreLock() takes: was the scheduler locked?
static int32_t set_lock(bool lock) {
    if (port_in_interrupt()) {
        return osErrorISR;
    }
    const unsigned key = port_critical_enter();
    int32_t before = osError;
    if (scheduler.state == osKernelRunning || scheduler.state == osKernelLocked) {
        before = scheduler.state == osKernelLocked;
        scheduler.state = lock ? osKernelLocked : osKernelRunning;
        scheduler_reschedule();
    }
    port_critical_leave(key);
    return before;
}

int32_t osKernelLock(void) {
    return set_lock(true);
}

int32_t osKernelUnlock(void) {
    return set_lock(false);
}

int32_t osKernelRestoreLock(int32_t lock) {
    if (lock != 0 && lock != 1) {
        return osError;
    }
    const int32_t before = set_lock(lock == 1);
    return before < 0 ? before : lock;
}

uint32_t osKernelGetTickCount(void) {
    const unsigned key = port_critical_enter();
    const uint64_t ticks = port_ticks();
    port_critical_leave(key);
    return (uint32_t)ticks;
}

uint32_t osKernelGetTickFreq(void) {
    return ticks_per_second;
}

uint32_t osKernelGetSysTimerCount(void) {
    const unsigned key = port_critical_enter();
    const uint32_t cycles = port_cycles();
    port_critical_leave(key);
    return cycles;
}

uint32_t osKernelGetSysTimerFreq(void) {
    return port_cycle_frequency();
}

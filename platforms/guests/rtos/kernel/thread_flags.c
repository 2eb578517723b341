// SPDX-License-Identifier: BSD-3-Clause
#include "flags.h"
#include "object.h"
#include "scheduler.h"

uint32_t osThreadFlagsSet(osThreadId_t thread_id, uint32_t flags) {
    const unsigned key = port_critical_enter();
    struct os_thread* thread = object_of(thread_id, object_thread);
    if (thread == NULL || !flags_valid(flags)) {
        port_critical_leave(key);
        return osFlagsErrorParameter;
    }
    thread->flags |= flags;
    uint32_t result = thread->flags;
    uint32_t before;
    if (thread->blocked && thread->flags_wanted != 0 &&
        flags_take(&thread->flags, thread->flags_wanted, thread->flags_options, &before)) {
        result = thread->flags;
        scheduler_wake(thread, (int32_t)before);
    }
    port_critical_leave(key);
    return result;
}

uint32_t osThreadFlagsClear(uint32_t flags) {
    if (port_in_interrupt()) {
        return osFlagsErrorISR;
    }
    if (!flags_valid(flags)) {
        return osFlagsErrorParameter;
    }
    if (scheduler.running == NULL) {
        return osFlagsErrorUnknown;
    }
    const unsigned key = port_critical_enter();
    const uint32_t before = scheduler.running->flags;
    scheduler.running->flags &= ~flags;
    port_critical_leave(key);
    return before;
}

uint32_t osThreadFlagsGet(void) {
    return port_in_interrupt() || scheduler.running == NULL ? 0 : scheduler.running->flags;
}

uint32_t osThreadFlagsWait(uint32_t flags, uint32_t options, uint32_t timeout) {
    if (port_in_interrupt()) {
        return osFlagsErrorISR;
    }
    if (!flags_valid(flags) || flags == 0) {
        return osFlagsErrorParameter;
    }
    struct os_thread* self = scheduler.running;
    if (self == NULL) {
        return osFlagsErrorUnknown;
    }
    const unsigned key = port_critical_enter();
    uint32_t result = osFlagsErrorResource;
    if (!flags_take(&self->flags, flags, options, &result) && timeout != 0) {
        if (scheduler_can_wait(key)) {
            self->flags_wanted = flags;
            self->flags_options = options;
            result = (uint32_t)scheduler_wait(key, NULL, timeout);
            self->flags_wanted = 0;
            return result;
        }
        result = osFlagsErrorTimeout;
    }
    port_critical_leave(key);
    return result;
}

// SPDX-License-Identifier: BSD-3-Clause
#include "flags.h"
#include "object.h"
#include "scheduler.h"

osEventFlagsId_t osEventFlagsNew(const osEventFlagsAttr_t* attr) {
    static const osEventFlagsAttr_t defaults = {0};
    const osEventFlagsAttr_t* attributes = attr == NULL ? &defaults : attr;
    struct os_event_flags* event_flags =
        port_in_interrupt()
            ? NULL
            : object_create(sizeof *event_flags, attributes->cb_mem, attributes->cb_size);
    if (event_flags != NULL) {
        list_init(&event_flags->waiters);
        object_announce(event_flags, object_event_flags, attributes->name);
    }
    return event_flags;
}

const char* osEventFlagsGetName(osEventFlagsId_t ef_id) {
    return object_name(ef_id, object_event_flags);
}

uint32_t osEventFlagsSet(osEventFlagsId_t ef_id, uint32_t flags) {
    struct os_event_flags* event_flags = object_of(ef_id, object_event_flags);
    if (event_flags == NULL || !flags_valid(flags)) {
        return osFlagsErrorParameter;
    }
    const unsigned key = port_critical_enter();
    event_flags->flags |= flags;
    struct list_node* node = event_flags->waiters.head.next;
    while (node != &event_flags->waiters.head) {
        struct os_thread* waiter = list_entry(node, struct os_thread, waiting);
        node = node->next; // waking unlinks the waiter
        uint32_t before;
        if (flags_take(&event_flags->flags, waiter->wait.flags.flags, waiter->wait.flags.options,
                       &before)) {
            scheduler_wake(waiter, (int32_t)before);
        }
    }
    const uint32_t result = event_flags->flags;
    port_critical_leave(key);
    return result;
}

uint32_t osEventFlagsClear(osEventFlagsId_t ef_id, uint32_t flags) {
    struct os_event_flags* event_flags = object_of(ef_id, object_event_flags);
    if (event_flags == NULL || !flags_valid(flags)) {
        return osFlagsErrorParameter;
    }
    const unsigned key = port_critical_enter();
    const uint32_t before = event_flags->flags;
    event_flags->flags &= ~flags;
    port_critical_leave(key);
    return before;
}

uint32_t osEventFlagsGet(osEventFlagsId_t ef_id) {
    const struct os_event_flags* event_flags = object_of(ef_id, object_event_flags);
    return event_flags == NULL ? 0 : event_flags->flags;
}

uint32_t osEventFlagsWait(osEventFlagsId_t ef_id, uint32_t flags, uint32_t options,
                          uint32_t timeout) {
    struct os_event_flags* event_flags = object_of(ef_id, object_event_flags);
    if (event_flags == NULL || !flags_valid(flags) || flags == 0 ||
        (timeout != 0 && port_in_interrupt())) {
        return osFlagsErrorParameter;
    }
    const unsigned key = port_critical_enter();
    uint32_t result = osFlagsErrorResource;
    if (!flags_take(&event_flags->flags, flags, options, &result) && timeout != 0) {
        if (scheduler_can_wait(key)) {
            scheduler.running->wait.flags.flags = flags;
            scheduler.running->wait.flags.options = options;
            return (uint32_t)scheduler_wait(key, &event_flags->waiters, timeout);
        }
        result = osFlagsErrorTimeout;
    }
    port_critical_leave(key);
    return result;
}

osStatus_t osEventFlagsDelete(osEventFlagsId_t ef_id) {
    if (port_in_interrupt()) {
        return osErrorISR;
    }
    struct os_event_flags* event_flags = object_of(ef_id, object_event_flags);
    if (event_flags == NULL) {
        return osErrorParameter;
    }
    const unsigned key = port_critical_enter();
    scheduler_wake_all(&event_flags->waiters);
    object_delete(event_flags, NULL);
    port_critical_leave(key);
    return osOK;
}

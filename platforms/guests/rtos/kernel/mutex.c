// SPDX-License-Identifier: BSD-3-Clause
#include "mutex.h"

#include "object.h"
#include "scheduler.h"

// --- Priority inheritance

static unsigned deserved_priority(const struct os_thread* thread) {
    unsigned priority = thread->base_priority;
    list_for_each(node, &thread->owned) {
        const struct os_mutex* mutex = list_entry(node, struct os_mutex, owned);
        const struct os_thread* waiter = scheduler_first_waiter(&mutex->waiters);
        if ((mutex->attributes & osMutexPrioInherit) && waiter != NULL &&
            waiter->priority > priority) {
            priority = waiter->priority;
        }
    }
    return priority;
}

void mutex_update_priority(struct os_thread* thread) {
    while (thread != NULL) {
        const unsigned priority = deserved_priority(thread);
        if (priority == thread->priority) {
            return;
        }
        scheduler_set_priority(thread, priority);
        thread = thread->waits_for == NULL ? NULL : thread->waits_for->owner;
    }
}

void mutex_waiter_left(struct os_thread* thread) {
    struct os_thread* owner = thread->waits_for->owner;
    thread->waits_for = NULL;
    mutex_update_priority(owner);
}

// --- Ownership

static void own(struct os_mutex* mutex, struct os_thread* thread) {
    mutex->owner = thread;
    mutex->depth = 1;
    list_push_back(&thread->owned, &mutex->owned);
}

/// Gives the mutex to the first that waits for it, or frees it.
static void hand_over(struct os_mutex* mutex) {
    struct os_thread* heir = scheduler_first_waiter(&mutex->waiters);
    list_unlink(&mutex->owned);
    mutex->owner = NULL;
    mutex->depth = 0;
    if (heir != NULL) {
        heir->waits_for = NULL;
        own(mutex, heir);
        scheduler_wake(heir, osOK);
    }
}

void mutex_owner_terminated(struct os_thread* thread) {
    struct list_node* node;
    while ((node = list_first(&thread->owned)) != NULL) {
        struct os_mutex* mutex = list_entry(node, struct os_mutex, owned);
        if (mutex->attributes & osMutexRobust) {
            hand_over(mutex);
        } else {
            list_unlink(&mutex->owned);
            mutex->owner = NULL;
        }
    }
}

// --- API

osMutexId_t osMutexNew(const osMutexAttr_t* attr) {
    static const osMutexAttr_t defaults = {0};
    const osMutexAttr_t* attributes = attr == NULL ? &defaults : attr;
    struct os_mutex* mutex =
        port_in_interrupt() ? NULL
                            : object_create(sizeof *mutex, attributes->cb_mem, attributes->cb_size);
    if (mutex != NULL) {
        list_init(&mutex->waiters);
        mutex->attributes = attributes->attr_bits;
        object_announce(mutex, object_mutex, attributes->name);
    }
    return mutex;
}

const char* osMutexGetName(osMutexId_t mutex_id) {
    return object_name(mutex_id, object_mutex);
}

osStatus_t osMutexAcquire(osMutexId_t mutex_id, uint32_t timeout) {
    if (port_in_interrupt()) {
        return osErrorISR;
    }
    struct os_mutex* mutex = object_of(mutex_id, object_mutex);
    struct os_thread* self = scheduler.running;
    if (mutex == NULL || self == NULL) {
        return osErrorParameter;
    }
    const unsigned key = port_critical_enter();
    osStatus_t status = osOK;
    if (mutex->depth == 0) {
        own(mutex, self);
    } else if (mutex->owner == self) {
        if (mutex->attributes & osMutexRecursive) {
            ++mutex->depth;
        } else {
            status = osErrorResource;
        }
    } else if (timeout == 0) {
        status = osErrorResource;
    } else if (!scheduler_can_wait(key)) {
        status = osErrorTimeout;
    } else {
        self->waits_for = mutex;
        return (osStatus_t)scheduler_wait(key, &mutex->waiters, timeout);
    }
    port_critical_leave(key);
    return status;
}

osStatus_t osMutexRelease(osMutexId_t mutex_id) {
    if (port_in_interrupt()) {
        return osErrorISR;
    }
    struct os_mutex* mutex = object_of(mutex_id, object_mutex);
    if (mutex == NULL) {
        return osErrorParameter;
    }
    const unsigned key = port_critical_enter();
    struct os_thread* self = scheduler.running;
    osStatus_t status = osOK;
    if (mutex->owner != self || self == NULL) {
        status = osErrorResource;
    } else if (--mutex->depth == 0) {
        hand_over(mutex);
        mutex_update_priority(self);
    }
    port_critical_leave(key);
    return status;
}

osThreadId_t osMutexGetOwner(osMutexId_t mutex_id) {
    const struct os_mutex* mutex = object_of(mutex_id, object_mutex);
    return mutex == NULL || port_in_interrupt() ? NULL : mutex->owner;
}

osStatus_t osMutexDelete(osMutexId_t mutex_id) {
    if (port_in_interrupt()) {
        return osErrorISR;
    }
    struct os_mutex* mutex = object_of(mutex_id, object_mutex);
    if (mutex == NULL) {
        return osErrorParameter;
    }
    const unsigned key = port_critical_enter();
    struct os_thread* owner = mutex->owner;
    list_unlink(&mutex->owned);
    mutex->owner = NULL;
    scheduler_wake_all(&mutex->waiters);
    if (owner != NULL) {
        mutex_update_priority(owner);
    }
    object_delete(mutex, NULL);
    port_critical_leave(key);
    return osOK;
}

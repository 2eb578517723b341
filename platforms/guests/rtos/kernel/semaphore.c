// SPDX-License-Identifier: BSD-3-Clause
#include "object.h"
#include "scheduler.h"

osSemaphoreId_t osSemaphoreNew(uint32_t max_count, uint32_t initial_count,
                               const osSemaphoreAttr_t* attr) {
    static const osSemaphoreAttr_t defaults = {0};
    const osSemaphoreAttr_t* attributes = attr == NULL ? &defaults : attr;
    if (port_in_interrupt() || max_count == 0 || initial_count > max_count) {
        return NULL;
    }
    struct os_semaphore* semaphore =
        object_create(sizeof *semaphore, attributes->cb_mem, attributes->cb_size);
    if (semaphore != NULL) {
        list_init(&semaphore->waiters);
        semaphore->count = initial_count;
        semaphore->limit = max_count;
        object_announce(semaphore, object_semaphore, attributes->name);
    }
    return semaphore;
}

const char* osSemaphoreGetName(osSemaphoreId_t semaphore_id) {
    return object_name(semaphore_id, object_semaphore);
}

osStatus_t osSemaphoreAcquire(osSemaphoreId_t semaphore_id, uint32_t timeout) {
    struct os_semaphore* semaphore = object_of(semaphore_id, object_semaphore);
    if (semaphore == NULL || (timeout != 0 && port_in_interrupt())) {
        return osErrorParameter;
    }
    const unsigned key = port_critical_enter();
    osStatus_t status = osOK;
    if (semaphore->count > 0) {
        --semaphore->count;
    } else if (timeout == 0) {
        status = osErrorResource;
    } else if (!scheduler_can_wait(key)) {
        status = osErrorTimeout;
    } else {
        return (osStatus_t)scheduler_wait(key, &semaphore->waiters, timeout);
    }
    port_critical_leave(key);
    return status;
}

osStatus_t osSemaphoreRelease(osSemaphoreId_t semaphore_id) {
    struct os_semaphore* semaphore = object_of(semaphore_id, object_semaphore);
    if (semaphore == NULL) {
        return osErrorParameter;
    }
    const unsigned key = port_critical_enter();
    osStatus_t status = osOK;
    struct os_thread* waiter = scheduler_first_waiter(&semaphore->waiters);
    if (waiter != NULL) {
        scheduler_wake(waiter, osOK);
    } else if (semaphore->count < semaphore->limit) {
        ++semaphore->count;
    } else {
        status = osErrorResource;
    }
    port_critical_leave(key);
    return status;
}

uint32_t osSemaphoreGetCount(osSemaphoreId_t semaphore_id) {
    const struct os_semaphore* semaphore = object_of(semaphore_id, object_semaphore);
    return semaphore == NULL ? 0 : semaphore->count;
}

osStatus_t osSemaphoreDelete(osSemaphoreId_t semaphore_id) {
    if (port_in_interrupt()) {
        return osErrorISR;
    }
    struct os_semaphore* semaphore = object_of(semaphore_id, object_semaphore);
    if (semaphore == NULL) {
        return osErrorParameter;
    }
    const unsigned key = port_critical_enter();
    scheduler_wake_all(&semaphore->waiters);
    object_delete(semaphore, NULL);
    port_critical_leave(key);
    return osOK;
}

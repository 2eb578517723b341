// SPDX-License-Identifier: BSD-3-Clause
//
// lwIP's operating system layer on CMSIS-RTOS v2. Times of lwIP are milliseconds, those of the RTOS
// ticks; lwIP's 0 is "for ever".
#include "lwip/sys.h"

#include "lwip/opt.h"
#include "lwip/stats.h"

#include <stdio.h>

void sys_init(void) {}

// --- Time

static uint32_t ticks_of(u32_t milliseconds) {
    const uint64_t frequency = osKernelGetTickFreq();
    const uint64_t ticks = (milliseconds * frequency + 999) / 1000;
    return ticks < osWaitForever ? (uint32_t)ticks : osWaitForever - 1;
}

static u32_t milliseconds_of(uint32_t ticks) {
    return (u32_t)((uint64_t)ticks * 1000 / osKernelGetTickFreq());
}

u32_t sys_now(void) {
    return milliseconds_of(osKernelGetTickCount());
}

static uint32_t wait_of(u32_t timeout) {
    return timeout == 0 ? osWaitForever : ticks_of(timeout);
}

// --- Semaphores and mutexes

err_t sys_sem_new(sys_sem_t* sem, u8_t count) {
    *sem = osSemaphoreNew(UINT16_MAX, count, NULL);
    if (*sem == NULL) {
        SYS_STATS_INC(sem.err);
        return ERR_MEM;
    }
    SYS_STATS_INC_USED(sem);
    return ERR_OK;
}

void sys_sem_free(sys_sem_t* sem) {
    (void)osSemaphoreDelete(*sem);
    SYS_STATS_DEC(sem.used);
}

void sys_sem_signal(sys_sem_t* sem) {
    (void)osSemaphoreRelease(*sem);
}

u32_t sys_arch_sem_wait(sys_sem_t* sem, u32_t timeout) {
    const uint32_t start = osKernelGetTickCount();
    if (osSemaphoreAcquire(*sem, wait_of(timeout)) != osOK) {
        return SYS_ARCH_TIMEOUT;
    }
    return milliseconds_of(osKernelGetTickCount() - start);
}

err_t sys_mutex_new(sys_mutex_t* mutex) {
    static const osMutexAttr_t attributes = {.name = "lwip", .attr_bits = osMutexPrioInherit};
    *mutex = osMutexNew(&attributes);
    if (*mutex == NULL) {
        SYS_STATS_INC(mutex.err);
        return ERR_MEM;
    }
    SYS_STATS_INC_USED(mutex);
    return ERR_OK;
}

void sys_mutex_free(sys_mutex_t* mutex) {
    (void)osMutexDelete(*mutex);
    SYS_STATS_DEC(mutex.used);
}

void sys_mutex_lock(sys_mutex_t* mutex) {
    (void)osMutexAcquire(*mutex, osWaitForever);
}

void sys_mutex_unlock(sys_mutex_t* mutex) {
    (void)osMutexRelease(*mutex);
}

// --- Mailboxes

err_t sys_mbox_new(sys_mbox_t* mbox, int size) {
    *mbox = osMessageQueueNew((uint32_t)size, sizeof(void*), NULL);
    if (*mbox == NULL) {
        SYS_STATS_INC(mbox.err);
        return ERR_MEM;
    }
    SYS_STATS_INC_USED(mbox);
    return ERR_OK;
}

void sys_mbox_free(sys_mbox_t* mbox) {
    (void)osMessageQueueDelete(*mbox);
    SYS_STATS_DEC(mbox.used);
}

void sys_mbox_post(sys_mbox_t* mbox, void* msg) {
    (void)osMessageQueuePut(*mbox, &msg, 0, osWaitForever);
}

err_t sys_mbox_trypost(sys_mbox_t* mbox, void* msg) {
    if (osMessageQueuePut(*mbox, &msg, 0, 0) != osOK) {
        SYS_STATS_INC(mbox.err);
        return ERR_MEM;
    }
    return ERR_OK;
}

err_t sys_mbox_trypost_fromisr(sys_mbox_t* mbox, void* msg) {
    return sys_mbox_trypost(mbox, msg);
}

static u32_t fetch(sys_mbox_t* mbox, void** msg, uint32_t wait, u32_t nothing) {
    const uint32_t start = osKernelGetTickCount();
    void* message = NULL;
    const osStatus_t status = osMessageQueueGet(*mbox, &message, NULL, wait);
    if (msg != NULL) {
        *msg = message;
    }
    return status == osOK ? milliseconds_of(osKernelGetTickCount() - start) : nothing;
}

u32_t sys_arch_mbox_fetch(sys_mbox_t* mbox, void** msg, u32_t timeout) {
    return fetch(mbox, msg, wait_of(timeout), SYS_ARCH_TIMEOUT);
}

u32_t sys_arch_mbox_tryfetch(sys_mbox_t* mbox, void** msg) {
    return fetch(mbox, msg, 0, SYS_MBOX_EMPTY);
}

// --- Threads

/// lwIP's priorities are those of the RTOS, 0 the usual one.
sys_thread_t sys_thread_new(const char* name, lwip_thread_fn thread, void* arg, int stacksize,
                            int prio) {
    const osThreadAttr_t attributes = {
        .name = name, .stack_size = (uint32_t)stacksize, .priority = (osPriority_t)prio};
    const osThreadId_t id = osThreadNew(thread, arg, &attributes);
    LWIP_ASSERT("memory for lwIP's thread", id != NULL);
    return id;
}

/// lwIP protects a few instructions so, never a wait, and drivers run in threads: it is enough that
/// no other thread does.
sys_prot_t sys_arch_protect(void) {
    return osKernelLock();
}

void sys_arch_unprotect(sys_prot_t pval) {
    if (pval >= 0) { // else threads do not run yet
        (void)osKernelRestoreLock(pval);
    }
}

// --- Errors of sockets, for each thread: CMSIS-RTOS has no memory of a thread

enum { error_slots = 16 };

static struct {
    osThreadId_t thread;
    int error;
} errors[error_slots];
static unsigned next_slot;

void sys_arch_set_error(int error) {
    const osThreadId_t self = osThreadGetId();
    const sys_prot_t key = sys_arch_protect();
    unsigned slot = 0;
    while (slot < error_slots && errors[slot].thread != self) {
        ++slot;
    }
    if (slot == error_slots) { // its first error: takes the oldest slot
        slot = next_slot;
        next_slot = (next_slot + 1) % error_slots;
    }
    errors[slot].thread = self;
    errors[slot].error = error;
    sys_arch_unprotect(key);
}

int sys_arch_error(void) {
    const osThreadId_t self = osThreadGetId();
    const sys_prot_t key = sys_arch_protect();
    int error = 0;
    for (unsigned slot = 0; slot < error_slots; ++slot) {
        if (errors[slot].thread == self) {
            error = errors[slot].error;
        }
    }
    sys_arch_unprotect(key);
    return error;
}

void sys_arch_assertion_failed(const char* what, const char* file, int line) {
    (void)printf("lwip: assertion \"%s\" failed, %s:%d\n", what, file, line);
    __builtin_trap(); // the fault handler says which thread it was
}

// SPDX-License-Identifier: BSD-3-Clause
#include "thread.h"

#include "mutex.h"
#include "object.h"
#include "scheduler.h"

enum {
    default_stack_size = 1024,
    smallest_stack_size = 128,
    idle_stack_size = 512,
};
static const uint32_t stack_canary = 0x5AFE57ACU;
static const uint32_t stack_unused = 0xA5A5A5A5U;

// --- Life

bool thread_stack_intact(const struct os_thread* thread) {
    return thread->stack[0] == stack_canary;
}

static void fill_stack(struct os_thread* thread) {
    thread->stack[0] = stack_canary;
    for (uint32_t word = 1; word < thread->stack_size / sizeof(uint32_t); ++word) {
        thread->stack[word] = stack_unused;
    }
}

static struct os_thread* create(osThreadFunc_t function, void* argument,
                                const osThreadAttr_t* attributes, unsigned priority) {
    struct os_thread* thread =
        object_create(sizeof *thread, attributes->cb_mem, attributes->cb_size);
    if (thread == NULL) {
        return NULL;
    }
    const uint32_t size =
        (attributes->stack_size == 0 ? default_stack_size : attributes->stack_size) & ~7U;
    thread->stack = object_storage(&thread->object, size, attributes->stack_mem, size);
    if (thread->stack == NULL) {
        return NULL;
    }
    thread->stack_size = size;
    thread->function = function;
    thread->argument = argument;
    thread->priority = thread->base_priority = (uint8_t)priority;
    list_init(&thread->owned);
    fill_stack(thread);
    port_thread_prepare(thread);

    const unsigned key = port_critical_enter();
    object_announce(thread, object_thread, attributes->name);
    list_push_back(&scheduler.threads, &thread->all);
    scheduler_make_ready(thread);
    scheduler_reschedule();
    port_critical_leave(key);
    return thread;
}

static bool priority_valid(osPriority_t priority) {
    return priority >= osPriorityIdle && priority <= osPriorityISR;
}

osThreadId_t osThreadNew(osThreadFunc_t func, void* argument, const osThreadAttr_t* attr) {
    static const osThreadAttr_t defaults = {0};
    const osThreadAttr_t* attributes = attr == NULL ? &defaults : attr;
    const osPriority_t priority =
        attributes->priority == osPriorityNone ? osPriorityNormal : attributes->priority;
    const bool stack_valid =
        attributes->stack_mem == NULL
            ? attributes->stack_size == 0 || attributes->stack_size >= smallest_stack_size
            : attributes->stack_size >= smallest_stack_size &&
                  ((uintptr_t)attributes->stack_mem & 7U) == 0;
    if (func == NULL || port_in_interrupt() || scheduler.state == osKernelInactive ||
        !priority_valid(priority) || !stack_valid || (attributes->attr_bits & osThreadJoinable)) {
        return NULL;
    }
    thread_reclaim();
    return create(func, argument, attributes, (unsigned)priority);
}

struct os_thread* thread_start(osThreadFunc_t function, const osThreadAttr_t* attributes) {
    return create(function, NULL, attributes, (unsigned)attributes->priority);
}

static void idle(void* argument) {
    (void)argument;
    for (;;) {
        thread_reclaim();
        const unsigned key = port_critical_enter();
        scheduler_trim_alarm();
        port_critical_leave(key);
        port_idle();
    }
}

void thread_start_idle(void) {
    static struct os_thread block;
    static uint32_t stack[idle_stack_size / sizeof(uint32_t)] __attribute__((aligned(8)));
    static const osThreadAttr_t attributes = {
        .name = "idle",
        .cb_mem = &block,
        .cb_size = sizeof block,
        .stack_mem = stack,
        .stack_size = sizeof stack,
        .priority = (osPriority_t)priority_idle,
    };
    (void)thread_start(idle, &attributes);
}

void thread_reclaim(void) {
    const unsigned key = port_critical_enter();
    struct list_node* node;
    while ((node = list_first(&scheduler.terminated)) != NULL) {
        struct os_thread* thread = list_entry(node, struct os_thread, all);
        list_unlink(&thread->all);
        object_delete(thread, thread->stack);
    }
    port_critical_leave(key);
}

static void terminate(struct os_thread* thread) {
    scheduler_make_unready(thread);
    list_unlink(&thread->waiting);
    timeout_cancel(&thread->timeout);
    if (thread->waits_for != NULL) {
        mutex_waiter_left(thread);
    }
    mutex_owner_terminated(thread);
    thread->object.kind = object_none;
    list_unlink(&thread->all);
    if (thread->object.block_is_ours || thread->object.memory_is_ours) {
        list_push_back(&scheduler.terminated, &thread->all); // it may still stand on its stack
    }
    scheduler_reschedule();
}

void osThreadExit(void) {
    const unsigned key = port_critical_enter();
    if (scheduler.state == osKernelLocked) {
        scheduler.state = osKernelRunning; // the lock dies with its holder
    }
    terminate(scheduler.running);
    port_critical_leave(key);
    for (;;) { // the switch has taken place
    }
}

osStatus_t osThreadTerminate(osThreadId_t thread_id) {
    if (port_in_interrupt()) {
        return osErrorISR;
    }
    if (thread_id != NULL && thread_id == scheduler.running) {
        osThreadExit();
    }
    const unsigned key = port_critical_enter(); // before that it may end by itself
    struct os_thread* thread = object_of(thread_id, object_thread);
    if (thread != NULL) {
        terminate(thread);
    }
    port_critical_leave(key);
    return thread == NULL ? osErrorParameter : osOK;
}

// --- State

osThreadId_t osThreadGetId(void) {
    return scheduler.running;
}

const char* osThreadGetName(osThreadId_t thread_id) {
    return object_name(thread_id, object_thread);
}

osThreadState_t osThreadGetState(osThreadId_t thread_id) {
    const struct os_thread* thread = object_of(thread_id, object_thread);
    if (thread == NULL || port_in_interrupt()) {
        return osThreadError;
    }
    if (thread == scheduler.running) {
        return osThreadRunning;
    }
    return thread->blocked || thread->suspended ? osThreadBlocked : osThreadReady;
}

uint32_t osThreadGetStackSize(osThreadId_t thread_id) {
    const struct os_thread* thread = object_of(thread_id, object_thread);
    return thread == NULL || port_in_interrupt() ? 0 : thread->stack_size;
}

uint32_t osThreadGetStackSpace(osThreadId_t thread_id) {
    const struct os_thread* thread = object_of(thread_id, object_thread);
    if (thread == NULL || port_in_interrupt() || !thread_stack_intact(thread)) {
        return 0;
    }
    uint32_t word = 1;
    while (word < thread->stack_size / sizeof(uint32_t) && thread->stack[word] == stack_unused) {
        ++word;
    }
    return word * (uint32_t)sizeof(uint32_t);
}

uint32_t osThreadGetCount(void) {
    if (port_in_interrupt()) {
        return 0;
    }
    uint32_t count = 0;
    const unsigned key = port_critical_enter();
    list_for_each(node, &scheduler.threads) {
        ++count;
    }
    port_critical_leave(key);
    return count;
}

uint32_t osThreadEnumerate(osThreadId_t* thread_array, uint32_t array_items) {
    if (thread_array == NULL || port_in_interrupt()) {
        return 0;
    }
    uint32_t count = 0;
    const unsigned key = port_critical_enter();
    list_for_each(node, &scheduler.threads) {
        if (count < array_items) {
            thread_array[count++] = list_entry(node, struct os_thread, all);
        }
    }
    port_critical_leave(key);
    return count;
}

// --- Scheduling

osStatus_t osThreadSetPriority(osThreadId_t thread_id, osPriority_t priority) {
    if (port_in_interrupt()) {
        return osErrorISR;
    }
    const unsigned key = port_critical_enter();
    struct os_thread* thread = object_of(thread_id, object_thread);
    osStatus_t status = osErrorParameter;
    if (thread != NULL && priority_valid(priority)) {
        thread->base_priority = (uint8_t)priority;
        mutex_update_priority(thread);
        status = osOK;
    }
    port_critical_leave(key);
    return status;
}

osPriority_t osThreadGetPriority(osThreadId_t thread_id) {
    const struct os_thread* thread = object_of(thread_id, object_thread);
    return thread == NULL || port_in_interrupt() ? osPriorityError : (osPriority_t)thread->priority;
}

osStatus_t osThreadYield(void) {
    if (port_in_interrupt()) {
        return osErrorISR;
    }
    if (scheduler.state != osKernelRunning) {
        return osError;
    }
    const unsigned key = port_critical_enter();
    scheduler_make_unready(scheduler.running);
    scheduler_make_ready(scheduler.running);
    scheduler_reschedule();
    port_critical_leave(key);
    return osOK;
}

osStatus_t osThreadSuspend(osThreadId_t thread_id) {
    if (port_in_interrupt()) {
        return osErrorISR;
    }
    const unsigned key = port_critical_enter();
    struct os_thread* thread = object_of(thread_id, object_thread);
    osStatus_t status = thread == NULL ? osErrorParameter : osErrorResource;
    if (thread != NULL && !thread->suspended &&
        (thread != scheduler.running || scheduler_can_wait(key))) {
        thread->suspended = true;
        scheduler_make_unready(thread);
        scheduler_reschedule();
        status = osOK;
    }
    port_critical_leave(key);
    return status;
}

osStatus_t osThreadResume(osThreadId_t thread_id) {
    if (port_in_interrupt()) {
        return osErrorISR;
    }
    const unsigned key = port_critical_enter();
    struct os_thread* thread = object_of(thread_id, object_thread);
    osStatus_t status = thread == NULL ? osErrorParameter : osErrorResource;
    if (thread != NULL && thread->suspended) {
        thread->suspended = false;
        scheduler_make_ready(thread);
        scheduler_reschedule();
        status = osOK;
    }
    port_critical_leave(key);
    return status;
}

// --- Delays

static osStatus_t sleep_for(unsigned key, uint32_t ticks) {
    if (!scheduler_can_wait(key)) {
        port_critical_leave(key);
        return osError;
    }
    const int32_t result = scheduler_wait(key, NULL, ticks);
    return result == osErrorTimeout ? osOK : (osStatus_t)result;
}

osStatus_t osDelay(uint32_t ticks) {
    if (port_in_interrupt()) {
        return osErrorISR;
    }
    if (ticks == 0) {
        return osOK;
    }
    return sleep_for(port_critical_enter(), ticks);
}

osStatus_t osDelayUntil(uint32_t ticks) {
    if (port_in_interrupt()) {
        return osErrorISR;
    }
    const unsigned key = port_critical_enter();
    const uint32_t delay = ticks - (uint32_t)port_ticks();
    if (delay == 0 || delay > INT32_MAX) { // now, or in the past
        port_critical_leave(key);
        return osErrorParameter;
    }
    return sleep_for(key, delay);
}

// SPDX-License-Identifier: BSD-3-Clause
#include "timer.h"

#include "object.h"
#include "scheduler.h"
#include "thread.h"

#ifndef KERNEL_TIMER_STACK_SIZE
#define KERNEL_TIMER_STACK_SIZE 1024 ///< bytes
#endif

static struct {
    bool started;
    struct list expired; ///< timers whose function is due
    struct list idle;    ///< the timer thread, while it has nothing to do
} timers;

void timer_reset(void) {
    timers.started = false;
    list_init(&timers.expired);
    list_init(&timers.idle);
}

static void timer_expired(struct timeout* timeout) {
    struct os_timer* timer = list_entry(timeout, struct os_timer, timeout);
    ++timer->due;
    if (!list_linked(&timer->expired)) {
        list_push_back(&timers.expired, &timer->expired);
    }
    if (timer->periodic) { // from the deadline, not from now: a late call does not shift those
                           // after it
        timeout_start(timeout, timeout->deadline + timer->period);
    }
    struct os_thread* thread = scheduler_first_waiter(&timers.idle);
    if (thread != NULL) {
        scheduler_wake(thread, osOK);
    }
}

static void timer_thread(void* argument) {
    (void)argument;
    for (;;) {
        const unsigned key = port_critical_enter();
        struct list_node* node = list_first(&timers.expired);
        if (node == NULL) {
            (void)scheduler_wait(key, &timers.idle, osWaitForever);
            continue;
        }
        struct os_timer* timer = list_entry(node, struct os_timer, expired);
        const osTimerFunc_t function = timer->function;
        void* const function_argument = timer->argument;
        if (--timer->due == 0) {
            list_unlink(&timer->expired);
        }
        port_critical_leave(key);
        function(function_argument);
    }
}

static void start_timer_thread(void) {
    static struct os_thread block;
    static uint32_t stack[KERNEL_TIMER_STACK_SIZE / sizeof(uint32_t)] __attribute__((aligned(8)));
    static const osThreadAttr_t attributes = {
        .name = "timers",
        .cb_mem = &block,
        .cb_size = sizeof block,
        .stack_mem = stack,
        .stack_size = sizeof stack,
        .priority = osPriorityHigh,
    };
    (void)thread_start(timer_thread, &attributes);
}

/// It neither runs nor has calls due. Interrupts are masked.
static void stop(struct os_timer* timer) {
    timeout_cancel(&timer->timeout);
    list_unlink(&timer->expired);
    timer->due = 0;
}

osTimerId_t osTimerNew(osTimerFunc_t func, osTimerType_t type, void* argument,
                       const osTimerAttr_t* attr) {
    static const osTimerAttr_t defaults = {0};
    const osTimerAttr_t* attributes = attr == NULL ? &defaults : attr;
    if (port_in_interrupt() || scheduler.state == osKernelInactive || func == NULL ||
        (type != osTimerOnce && type != osTimerPeriodic)) {
        return NULL;
    }
    struct os_timer* timer = object_create(sizeof *timer, attributes->cb_mem, attributes->cb_size);
    if (timer == NULL) {
        return NULL;
    }
    timer->timeout.expired = timer_expired;
    timer->function = func;
    timer->argument = argument;
    timer->periodic = type == osTimerPeriodic;
    object_announce(timer, object_timer, attributes->name);

    const unsigned key = port_critical_enter();
    const bool first = !timers.started;
    timers.started = true;
    port_critical_leave(key);
    if (first) {
        start_timer_thread();
    }
    return timer;
}

const char* osTimerGetName(osTimerId_t timer_id) {
    return object_name(timer_id, object_timer);
}

osStatus_t osTimerStart(osTimerId_t timer_id, uint32_t ticks) {
    if (port_in_interrupt()) {
        return osErrorISR;
    }
    struct os_timer* timer = object_of(timer_id, object_timer);
    if (timer == NULL || ticks == 0) {
        return osErrorParameter;
    }
    const unsigned key = port_critical_enter();
    stop(timer);
    timer->period = ticks;
    timeout_start(&timer->timeout, port_ticks() + ticks);
    port_critical_leave(key);
    return osOK;
}

osStatus_t osTimerStop(osTimerId_t timer_id) {
    if (port_in_interrupt()) {
        return osErrorISR;
    }
    struct os_timer* timer = object_of(timer_id, object_timer);
    if (timer == NULL) {
        return osErrorParameter;
    }
    const unsigned key = port_critical_enter();
    const bool running = list_linked(&timer->timeout.node);
    if (running) {
        stop(timer);
    }
    port_critical_leave(key);
    return running ? osOK : osErrorResource;
}

uint32_t osTimerIsRunning(osTimerId_t timer_id) {
    const struct os_timer* timer = object_of(timer_id, object_timer);
    return timer != NULL && !port_in_interrupt() && list_linked(&timer->timeout.node);
}

osStatus_t osTimerDelete(osTimerId_t timer_id) {
    if (port_in_interrupt()) {
        return osErrorISR;
    }
    struct os_timer* timer = object_of(timer_id, object_timer);
    if (timer == NULL) {
        return osErrorParameter;
    }
    const unsigned key = port_critical_enter();
    stop(timer);
    object_delete(timer, NULL);
    port_critical_leave(key);
    return osOK;
}

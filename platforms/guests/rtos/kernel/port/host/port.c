// SPDX-License-Identifier: BSD-3-Clause
#include "host.h"

#include "../../port.h"
#include "../../scheduler.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

enum { host_stack_size = 256 * 1024, cycles_per_tick = 25000 };

/// What a thread's stack_pointer points to: its stack on the host.
struct coroutine {
    ucontext_t context;
    struct coroutine* next;
    uint64_t stack[host_stack_size / sizeof(uint64_t)];
};

static struct {
    ucontext_t outside; ///< the test
    struct coroutine* coroutines;
    uint64_t now;
    uint64_t limit; ///< until when host_run_until() goes
    uint64_t alarm;
    unsigned masked; ///< depth of critical sections
    bool in_interrupt;
    bool switch_requested;
    bool threads_run; ///< a coroutine is active, not the test
    unsigned idle_count;
    unsigned timer_interrupts;
} host;

void host_reset(void) {
    while (host.coroutines != NULL) {
        struct coroutine* next = host.coroutines->next;
        free(host.coroutines);
        host.coroutines = next;
    }
    memset(&host, 0, sizeof host);
    scheduler_reset();
}

// --- Switching

static void switch_threads(void) {
    host.switch_requested = false;
    struct coroutine* from = scheduler.running->stack_pointer;
    struct coroutine* to = scheduler_switch(from);
    if (to != from) {
        swapcontext(&from->context, &to->context);
    }
}

unsigned port_critical_enter(void) {
    return host.masked++;
}

void port_critical_leave(unsigned key) {
    host.masked = key;
    if (key == port_unmasked && host.switch_requested && !host.in_interrupt && host.threads_run) {
        switch_threads();
    }
}

bool port_in_interrupt(void) {
    return host.in_interrupt;
}

void port_request_switch(void) {
    host.switch_requested = true;
}

static void enter_thread(void) {
    struct os_thread* self = scheduler.running;
    host.masked = 0;
    self->function(self->argument);
    osThreadExit();
}

void port_thread_prepare(struct os_thread* thread) {
    struct coroutine* coroutine = calloc(1, sizeof *coroutine);
    if (coroutine == NULL) {
        abort();
    }
    coroutine->next = host.coroutines;
    host.coroutines = coroutine;
    getcontext(&coroutine->context);
    coroutine->context.uc_stack.ss_sp = coroutine->stack;
    coroutine->context.uc_stack.ss_size = sizeof coroutine->stack;
    makecontext(&coroutine->context, enter_thread, 0);
    thread->stack_pointer = coroutine;
}

void port_start(void) {
    (void)scheduler_start(); // host_run_until() goes on with what is running
}

// --- Time and interrupts

uint64_t port_ticks(void) {
    return host.now;
}

void port_wake_at(uint64_t tick) {
    host.alarm = tick;
}

uint32_t port_cycles(void) {
    return (uint32_t)(host.now * cycles_per_tick);
}

uint32_t port_cycle_frequency(void) {
    return cycles_per_tick * ticks_per_second;
}

void host_interrupt(void (*function)(void* argument), void* argument) {
    host.in_interrupt = true;
    function(argument);
    host.in_interrupt = false;
    port_critical_leave(port_critical_enter()); // a requested switch takes place
}

static void timer_interrupt(void* argument) {
    (void)argument;
    ++host.timer_interrupts;
    scheduler_time_passed();
}

static bool alarm_by(uint64_t tick) {
    return host.alarm != port_no_deadline && host.alarm <= tick;
}

void port_idle(void) {
    ++host.idle_count;
    if (alarm_by(host.limit)) {
        host.now = host.alarm > host.now ? host.alarm : host.now;
        host_interrupt(timer_interrupt, NULL);
    } else {
        struct coroutine* self = scheduler.running->stack_pointer;
        host.now = host.limit;
        host.threads_run = false;
        swapcontext(&self->context, &host.outside);
        port_critical_leave(port_critical_enter());
    }
}

void host_compute(uint32_t ticks) {
    for (const uint64_t end = host.now + ticks; host.now < end;) {
        ++host.now;
        if (alarm_by(host.now)) {
            host_interrupt(timer_interrupt, NULL);
        }
    }
}

void host_run_until(uint64_t tick) {
    host.limit = tick;
    host.threads_run = true;
    struct coroutine* next = scheduler.running->stack_pointer;
    swapcontext(&host.outside, &next->context);
}

void host_set_time(uint64_t tick) {
    host.now = tick;
}

unsigned host_idle_count(void) {
    return host.idle_count;
}

unsigned host_timer_interrupts(void) {
    return host.timer_interrupts;
}

void port_panic(const char* reason, const char* thread) {
    (void)fprintf(stderr, "ampsim-rtos: PANIC %s in thread %s\n", reason, thread);
    abort();
}

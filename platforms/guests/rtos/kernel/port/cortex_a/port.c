// SPDX-License-Identifier: BSD-3-Clause
#include "cortex_a.h"

#include "../../port.h"
#include "../../scheduler.h"

#include <stddef.h>

// --- Critical sections and switches

static volatile bool switch_requested;

static unsigned status_register(void) {
    unsigned status;
    __asm volatile("mrs %0, cpsr" : "=r"(status)::"memory");
    return status;
}

unsigned port_critical_enter(void) {
    const unsigned masked = status_register() & interrupts_masked;
    __asm volatile("cpsid i" ::: "memory");
    return masked;
}

bool port_take_switch_request(void);
bool port_take_switch_request(void) {
    const bool requested = switch_requested;
    switch_requested = false;
    return requested;
}

void port_critical_leave(unsigned key) {
    if (key == port_unmasked) {
        if (port_take_switch_request()) {
            __asm volatile("svc 0" ::: "memory");
        }
        __asm volatile("cpsie i" ::: "memory");
    }
}

bool port_in_interrupt(void) {
    return (status_register() & mode_mask) == mode_irq;
}

void port_request_switch(void) {
    switch_requested = true;
}

void port_idle(void) {
    __asm volatile("dsb\n\twfi" ::: "memory");
}

// --- Threads

/// What `restore` in context.S takes off a thread's stack.
struct frame {
    uint32_t r4_r11[8];
    uint32_t r0, r1, r2, r3, r12, lr, pc, cpsr;
};

void port_thread_prepare(struct os_thread* thread) {
    uint8_t* top = (uint8_t*)thread->stack + thread->stack_size;
    struct frame* frame = (struct frame*)(void*)top - 1;
    const uint32_t entry = (uint32_t)thread->function;
    *frame = (struct frame){
        .r0 = (uint32_t)thread->argument,
        .lr = (uint32_t)osThreadExit,
        .pc = entry & ~1U,
        .cpsr = mode_system | fast_interrupts_masked | ((entry & 1U) != 0 ? thumb_state : 0U),
    };
    thread->stack_pointer = frame;
}

// --- Time
//
// The counter has 64 bits, starts at 0 and never stops: a tick is a multiple of its frequency, and
// nothing has to be accounted for.

enum { timer_on = 1 << 0 }; ///< CNTV_CTL

static uint32_t frequency(void) {
    uint32_t value;
    __asm volatile("mrc p15, 0, %0, c14, c0, 0" : "=r"(value)); // CNTFRQ
    return value;
}

static uint64_t counter(void) {
    uint64_t value;
    __asm volatile("isb\n\tmrrc p15, 1, %Q0, %R0, c14" : "=r"(value)::"memory"); // CNTVCT
    return value;
}

static void set_timer(uint64_t count, uint32_t control) {
    __asm volatile("mcrr p15, 3, %Q0, %R0, c14\n\t"  // CNTV_CVAL
                   "mcr  p15, 0, %1, c14, c3, 1\n\t" // CNTV_CTL
                   "isb" ::"r"(count),
                   "r"(control)
                   : "memory");
}

static uint64_t counts_per_tick(void) {
    return frequency() / ticks_per_second;
}

uint64_t port_ticks(void) {
    return counter() / counts_per_tick();
}

uint32_t port_cycles(void) {
    return (uint32_t)counter();
}

uint32_t port_cycle_frequency(void) {
    return frequency();
}

void port_wake_at(uint64_t tick) {
    if (tick == port_no_deadline) {
        set_timer(UINT64_MAX, 0);
    } else {
        set_timer(tick * counts_per_tick(), timer_on);
    }
}

void virtual_timer_handler(void) {
    scheduler_time_passed(); // sets the next deadline, or switches the timer off: the line falls
}

// --- Start

void port_start_first_thread(void);

void port_start(void) {
    port_start_first_thread();
    __builtin_unreachable();
}

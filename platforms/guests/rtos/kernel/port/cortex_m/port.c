// SPDX-License-Identifier: BSD-3-Clause
#include "cortex_m.h"

#include "../../port.h"
#include "../../scheduler.h"

#include <stddef.h>

// --- Critical sections and switches

unsigned port_critical_enter(void) {
    unsigned masked;
    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(masked)::"memory");
    return masked;
}

void port_critical_leave(unsigned key) {
    __asm volatile("msr primask, %0\n\tisb" ::"r"(key) : "memory");
}

bool port_in_interrupt(void) {
    unsigned exception;
    __asm volatile("mrs %0, ipsr" : "=r"(exception));
    return exception != 0;
}

void port_request_switch(void) {
    SYSTEM_CONTROL->icsr = icsr_pendsv_set;
}

void port_idle(void) {
    __asm volatile("dsb\n\twfi" ::: "memory");
}

// --- Threads

/// What pend_sv_handler takes off a thread's stack, and then the hardware.
struct frame {
    uint32_t r4_r11[8];
    uint32_t exception_return;
    uint32_t r0, r1, r2, r3, r12, lr, pc, xpsr;
};

void port_thread_prepare(struct os_thread* thread) {
    enum { return_to_thread_on_psp = 0xFFFFFFFD, thumb_state = 1 << 24 };
    uint8_t* top = (uint8_t*)thread->stack + thread->stack_size;
    struct frame* frame = (struct frame*)(void*)top - 1;
    *frame = (struct frame){
        .exception_return = (uint32_t)return_to_thread_on_psp,
        .r0 = (uint32_t)thread->argument,
        .lr = (uint32_t)osThreadExit,
        .pc = (uint32_t)thread->function & ~1U,
        .xpsr = thumb_state,
    };
    thread->stack_pointer = frame;
}

void port_start(void) {
    static const uint8_t all_lowest[] = {exception_sv_call, exception_pend_sv, exception_systick};
    for (size_t i = 0; i < sizeof all_lowest; ++i) {
        SYSTEM_CONTROL->shpr[all_lowest[i] - 4] = lowest_priority;
    }
    __asm volatile("cpsie i\n\tsvc 0" ::: "memory");
    __builtin_unreachable();
}

// --- Time
//
// SysTick always counts, from the processor clock, through periods of whatever length brings it to
// the next deadline. A period that ends adds its exact length to the base; the longest one follows
// it, so that no period passes unseen however late the end is noticed. Cutting a period short to
// begin another costs the cycles between reading and restarting the counter, which are added back
// as `board_systick_restart_cycles`.

struct systick {
    uint32_t control;
    uint32_t reload;
    uint32_t value;
};
#define SYSTICK ((volatile struct systick*)0xE000E010U)

enum {
    systick_on = 1 << 0 | 1 << 1 | 1 << 2, ///< enabled, with interrupt, from the processor clock
    systick_reached_zero = 1 << 16,
    longest_period = 1 << 24,
    shortest_period = 64, ///< so that a restarted counter does not expire before its start is over
};

static struct {
    uint64_t ticks;  ///< at the start of the period
    uint32_t cycles; ///< and cycles of the tick that was under way
    uint32_t total;  ///< cycles since the start of the kernel, wraps
    uint32_t period; ///< cycles; 0: not started
} base;

static uint32_t cycles_per_tick(void) {
    return board_clock_hz / ticks_per_second;
}

static void advance_base(uint32_t cycles) {
    base.total += cycles;
    cycles += base.cycles;
    base.ticks += cycles / cycles_per_tick();
    base.cycles = cycles % cycles_per_tick();
}

/// Has the counter reached 0 since it was asked last? Reading the flag clears it: the period is
/// accounted for at once.
static bool account_for_period(void) {
    const bool ended = SYSTICK->control & systick_reached_zero;
    if (ended) {
        advance_base(base.period);
        base.period = longest_period;
    }
    return ended;
}

/// Cycles since the start of the present period.
static uint32_t elapsed(void) {
    if (base.period == 0) {
        return 0;
    }
    uint32_t left = SYSTICK->value;
    if (account_for_period()) { // perhaps after the value was read
        left = SYSTICK->value;
    }
    return left == 0 ? 0 : base.period - left; // it reads 0 in the first cycle of a period
}

static void begin_period(uint32_t cycles) {
    base.period = cycles;
    SYSTICK->reload = cycles - 1;
    SYSTICK->value = 0; // any write: start over
    SYSTICK->control = systick_on;
    while (SYSTICK->value == 0) { // it takes the length with its next cycle
    }
    SYSTICK->reload = longest_period - 1; // for the period after
}

uint64_t port_ticks(void) {
    const uint32_t cycles = elapsed();
    return base.ticks + (base.cycles + cycles) / cycles_per_tick();
}

uint32_t port_cycles(void) {
    const uint32_t cycles = elapsed();
    return base.total + cycles;
}

uint32_t port_cycle_frequency(void) {
    return board_clock_hz;
}

void port_wake_at(uint64_t tick) {
    const uint32_t farthest = longest_period / cycles_per_tick();
    const uint32_t now = elapsed();
    uint32_t wanted = longest_period;
    const uint64_t ahead = tick - base.ticks;
    if (tick != port_no_deadline && (tick <= base.ticks || ahead < farthest)) {
        const uint32_t due =
            tick <= base.ticks ? 0 : (uint32_t)ahead * cycles_per_tick() - base.cycles;
        wanted = due > now + shortest_period ? due - now : shortest_period;
    }
    const bool ends_right = now + wanted == base.period;
    const bool ends_late = wanted == longest_period && base.period == longest_period;
    if (base.period == 0 || !(ends_right || ends_late)) {
        if (base.period != 0) {
            advance_base(now + board_systick_restart_cycles);
        }
        begin_period(wanted);
    }
}

void systick_handler(void) {
    const unsigned key = port_critical_enter();
    (void)account_for_period();
    scheduler_time_passed();
    port_critical_leave(key);
}

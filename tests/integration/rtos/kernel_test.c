// SPDX-License-Identifier: BSD-3-Clause
//
// The kernel's promises, checked by real threads on the target: SysTick tells the time, PendSV
// switches, and an interrupt line that software makes pending stands for a device.
#include "board.h"
#include "cortex_m.h"
#include "objects.h"
#include "platform_addresses.h"
#include "port.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned passed, failed;

static void check(bool condition, const char* text, int line) {
    if (condition) {
        ++passed;
    } else {
        ++failed;
        printf("FAIL line %d: %s\n", line, text);
    }
}
#define CHECK(condition) check(condition, #condition, __LINE__)

/// What happened, in order, as letters.
static char story[64];
static void tell(char letter) {
    const size_t length = strlen(story);
    if (length + 1 < sizeof story) {
        story[length] = letter;
    }
}
static bool told(const char* expected) {
    const bool same = strcmp(story, expected) == 0;
    if (!same) {
        printf("told: %s\n", story);
    }
    memset(story, 0, sizeof story);
    return same;
}

static osThreadId_t start(osThreadFunc_t function, void* argument, osPriority_t priority) {
    const osThreadAttr_t attributes = {.stack_size = 768, .priority = priority};
    return osThreadNew(function, argument, &attributes);
}

// --- An interrupt

static void (*volatile on_interrupt)(void);

void mu_irq_handler(void) {
    on_interrupt();
}

static void interrupt(void (*function)(void)) {
    on_interrupt = function;
    NVIC_PENDING[MU_B_IRQ / 32] = 1U << MU_B_IRQ % 32;
    __asm volatile("dsb\n\tisb");
}

// --- Scheduling

static void tell_argument(void* letter) {
    tell(*(const char*)letter);
}

static void test_priorities(void) {
    (void)start(tell_argument, "l", osPriorityLow);
    (void)start(tell_argument, "h", osPriorityHigh); // runs at once
    (void)start(tell_argument, "n", osPriorityNormal);
    tell('m');
    osThreadYield(); // to n
    tell('m');
    osDelay(1); // to l
    CHECK(told("hmnml"));
    CHECK(osThreadGetCount() >= 2);
}

static void count_and_yield(void* argument) {
    for (int i = 0; i < 1000; ++i) {
        ++*(volatile int*)argument;
        osThreadYield();
    }
}

static void test_many_switches(void) {
    static int counts[3];
    for (unsigned i = 0; i < 3; ++i) {
        (void)start(count_and_yield, &counts[i], osPriorityNormal);
    }
    for (int i = 0; i < 500; ++i) {
        osThreadYield();
    }
    CHECK(counts[0] == 500 && counts[1] == 500 && counts[2] == 500);
    osDelay(2);
    CHECK(counts[0] == 1000 && counts[1] == 1000 && counts[2] == 1000);
}

static void keep_registers(void* argument) {
    // values that the compiler has to keep in callee-saved registers or on the stack across
    // switches
    const uint32_t seed = *(const uint32_t*)argument;
    uint32_t a = seed, b = seed * 3, c = seed * 5, d = seed * 7, e = seed * 11, f = seed * 13;
    for (int i = 0; i < 200; ++i) {
        osThreadYield();
        a += 1, b += a, c += b, d += c, e += d, f += e;
    }
    uint32_t u = seed, v = seed * 3, w = seed * 5, x = seed * 7, y = seed * 11, z = seed * 13;
    for (int i = 0; i < 200; ++i) {
        u += 1, v += u, w += v, x += w, y += x, z += y;
    }
    CHECK(a == u && b == v && c == w && d == x && e == y && f == z);
    tell('.');
}

static void test_registers_survive(void) {
    static const uint32_t seeds[] = {17, 4711, 0x12345678};
    for (unsigned i = 0; i < 3; ++i) {
        (void)start(keep_registers, (void*)(uintptr_t)&seeds[i], osPriorityNormal);
    }
    osDelay(5);
    CHECK(told("..."));
}

static void lock_holder(void* argument) {
    (void)argument;
    CHECK(osKernelLock() == 0);
    (void)start(tell_argument, "h", osPriorityHigh);
    tell('l');
    CHECK(osDelay(1) == osError);
    CHECK(osKernelUnlock() == 1); // to h
    tell('u');
}

static void test_kernel_lock(void) {
    (void)start(lock_holder, NULL, osPriorityAboveNormal);
    CHECK(told("lhu"));
}

// --- Time

static void test_delay_lasts_as_long_as_it_says(void) {
    osDelay(1); // to the start of a tick
    for (uint32_t ticks = 1; ticks < 3000;
         ticks = ticks * 3 + 1) { // beyond one period of the counter
        const uint32_t tick = osKernelGetTickCount();
        const uint32_t cycles = osKernelGetSysTimerCount();
        CHECK(osDelay(ticks) == osOK);
        const uint32_t late =
            osKernelGetSysTimerCount() - cycles - ticks * (osKernelGetSysTimerFreq() / 1000);
        CHECK(osKernelGetTickCount() - tick == ticks);
        CHECK(late + 500 < 1000); // 20 us either way
    }
}

/// Another timer of the board, of the same clock, that counts down.
struct cmsdk_timer {
    uint32_t control; ///< bit 0: enable
    uint32_t value;
    uint32_t reload;
};
#define TIMER0 ((volatile struct cmsdk_timer*)0x40000000U)

static void compute_forever(void* argument) {
    (void)argument;
    for (;;) {
    }
}

/// The processor does not sleep here: QEMU alone with sleep=off wakes it one period late.
static void test_time_agrees_with_another_timer(void) {
    const osThreadId_t busy = start(compute_forever, NULL, osPriorityLow);
    TIMER0->reload = UINT32_MAX;
    TIMER0->value = UINT32_MAX;
    TIMER0->control = 1;
    const uint32_t cycles = osKernelGetSysTimerCount();
    const uint32_t value = TIMER0->value;
    for (uint32_t i = 0; i < 1000; ++i) { // each restarts the counter, twice
        osDelay(1 + i % 3);
    }
    const uint32_t difference = (value - TIMER0->value) - (osKernelGetSysTimerCount() - cycles);
    CHECK(difference + 1000 < 2000); // of 50 million cycles
    if (difference + 1000 >= 2000) {
        printf("%ld cycles apart\n", (long)(int32_t)difference);
    }
    CHECK(osThreadTerminate(busy) == osOK);
}

/// The timer's interrupt comes late, by many times the period that led to it.
static void test_no_time_is_lost_while_interrupts_are_masked(void) {
    const uint32_t cycles_per_tick = osKernelGetSysTimerFreq() / osKernelGetTickFreq();
    const osTimerId_t timer = osTimerNew(tell_argument, osTimerOnce, "t", NULL);
    const uint32_t cycles = osKernelGetSysTimerCount();
    const uint32_t value = TIMER0->value;
    for (int i = 0; i < 50; ++i) {
        while (osKernelGetSysTimerCount() % cycles_per_tick < cycles_per_tick - 100) {
        }
        const unsigned key = port_critical_enter();
        CHECK(osTimerStart(timer, 1) == osOK); // due in less than 100 cycles
        const uint32_t start = TIMER0->value;
        while (start - TIMER0->value < 3000) {
        }
        port_critical_leave(key);
    }
    const uint32_t difference = (value - TIMER0->value) - (osKernelGetSysTimerCount() - cycles);
    CHECK(difference + 100 < 200);
    if (difference + 100 >= 200) {
        printf("%ld cycles apart\n", (long)(int32_t)difference);
    }
    CHECK(osTimerDelete(timer) == osOK);
    memset(story, 0, sizeof story);
}

static void test_delay_until_does_not_drift(void) {
    uint32_t tick = osKernelGetTickCount();
    for (int i = 0; i < 10; ++i) {
        tick += 3;
        CHECK(osDelayUntil(tick) == osOK);
        CHECK(osKernelGetTickCount() == tick);
        for (volatile int work = 0; work < 1000; ++work) {
        }
    }
    CHECK(osDelayUntil(tick - 1) == osErrorParameter);
}

static void test_time_is_monotonic(void) {
    uint32_t last = osKernelGetSysTimerCount();
    for (int i = 0; i < 20000; ++i) {
        const uint32_t now = osKernelGetSysTimerCount();
        if (now - last > 1000) {
            CHECK(!"the clock jumped");
        }
        last = now;
    }
    CHECK(true);
}

static void call_of_timer(void* argument) {
    tell(*(const char*)argument);
}

static void test_timers(void) {
    const osTimerId_t once = osTimerNew(call_of_timer, osTimerOnce, "o", NULL);
    const osTimerId_t periodic = osTimerNew(call_of_timer, osTimerPeriodic, "p", NULL);
    CHECK(osTimerStart(once, 5) == osOK);
    CHECK(osTimerStart(periodic, 2) == osOK);
    osDelay(9);
    CHECK(told("ppopp"));
    CHECK(!osTimerIsRunning(once) && osTimerIsRunning(periodic));
    CHECK(osTimerDelete(periodic) == osOK && osTimerDelete(once) == osOK);
    osDelay(4);
    CHECK(told(""));
}

// --- Interrupts

static osSemaphoreId_t semaphore;
static osThreadId_t flagged;

static void refused_in_interrupt(void) {
    CHECK(osDelay(1) == osErrorISR);
    CHECK(osMutexAcquire((osMutexId_t)1, 0) == osErrorISR);
    CHECK(osSemaphoreAcquire(semaphore, 1) == osErrorParameter);
    CHECK(osSemaphoreAcquire(semaphore, 0) == osErrorResource);
    CHECK(osThreadFlagsWait(1, osFlagsWaitAny, 0) == osFlagsErrorISR);
    CHECK(osThreadNew(tell_argument, "x", NULL) == NULL);
    tell('i');
}

static void release_semaphore(void) {
    CHECK(osSemaphoreRelease(semaphore) == osOK);
    tell('i');
}

static void set_flags(void) {
    osThreadFlagsSet(flagged, 4);
    tell('i');
}

static void semaphore_taker(void* argument) {
    (void)argument;
    CHECK(osSemaphoreAcquire(semaphore, osWaitForever) == osOK);
    tell('t');
}

static void flag_waiter(void* argument) {
    (void)argument;
    CHECK(osThreadFlagsWait(4, osFlagsWaitAny, 100) == 4);
    tell('f');
}

static void test_interrupts_wake_threads(void) {
    nvic_enable(MU_B_IRQ, 0x40);
    semaphore = osSemaphoreNew(1, 0, NULL);
    interrupt(refused_in_interrupt);
    CHECK(told("i"));
    (void)start(semaphore_taker, NULL, osPriorityHigh);
    interrupt(release_semaphore);
    tell('m'); // the woken thread came first
    CHECK(told("itm"));
    flagged = start(flag_waiter, NULL, osPriorityHigh);
    interrupt(set_flags);
    tell('m');
    CHECK(told("ifm"));
    (void)start(semaphore_taker, NULL, osPriorityLow);
    osDelay(1); // it waits
    interrupt(release_semaphore);
    tell('m'); // the woken thread has a lower priority
    osDelay(1);
    CHECK(told("imt"));
    CHECK(osSemaphoreAcquire(semaphore, 3) == osErrorTimeout);
    CHECK(osSemaphoreDelete(semaphore) == osOK);
}

// --- Objects

static osMutexId_t mutex;

static void mutex_wanter(void* argument) {
    (void)argument;
    CHECK(osMutexAcquire(mutex, osWaitForever) == osOK);
    tell('h');
    CHECK(osMutexRelease(mutex) == osOK);
}

static void mutex_holder(void* argument) {
    (void)argument;
    CHECK(osMutexAcquire(mutex, 0) == osOK);
    CHECK(osMutexAcquire(mutex, 0) == osOK); // recursive
    (void)start(mutex_wanter, NULL, osPriorityHigh);
    CHECK(osThreadGetPriority(osThreadGetId()) == osPriorityHigh);
    (void)start(tell_argument, "m", osPriorityAboveNormal); // must not come between
    tell('l');
    CHECK(osMutexRelease(mutex) == osOK);
    CHECK(osMutexRelease(mutex) == osOK);
    tell('e');
}

static void test_priority_inheritance(void) {
    const osMutexAttr_t attributes = {.attr_bits = osMutexPrioInherit | osMutexRecursive};
    mutex = osMutexNew(&attributes);
    (void)start(mutex_holder, NULL, osPriorityLow);
    osDelay(2);
    CHECK(told("lhme"));
    CHECK(osMutexGetOwner(mutex) == NULL);
    CHECK(osMutexDelete(mutex) == osOK);
}

static osMessageQueueId_t queue;

static void producer(void* argument) {
    (void)argument;
    for (uint32_t i = 0; i < 100; ++i) {
        const uint32_t message[3] = {i, ~i, i * i};
        if (osMessageQueuePut(queue, message, 0, osWaitForever) != osOK) {
            CHECK(!"put");
        }
    }
}

static void test_message_queue(void) {
    queue = osMessageQueueNew(4, 12, NULL);
    (void)start(producer, NULL, osPriorityNormal);
    bool in_order = true;
    for (uint32_t i = 0; i < 100; ++i) {
        uint32_t message[3] = {0};
        in_order &= osMessageQueueGet(queue, message, NULL, 10) == osOK && message[0] == i &&
                    message[1] == ~i && message[2] == i * i;
    }
    CHECK(in_order);
    uint32_t none[3];
    CHECK(osMessageQueueGet(queue, none, NULL, 2) == osErrorTimeout);
    CHECK(osMessageQueueDelete(queue) == osOK);
}

static osEventFlagsId_t events;

static void event_waiter(void* argument) {
    CHECK(osEventFlagsWait(events, 3, osFlagsWaitAll, 50) == 3);
    tell(*(const char*)argument);
}

static void test_event_flags(void) {
    events = osEventFlagsNew(NULL);
    (void)start(event_waiter, "e", osPriorityHigh);
    CHECK(osEventFlagsSet(events, 1) == 1);
    CHECK(told(""));
    CHECK(osEventFlagsSet(events, 2) == 0); // taken
    CHECK(told("e"));
    CHECK(osEventFlagsDelete(events) == osOK);
}

static void test_stack_space(void) {
    const uint32_t size = osThreadGetStackSize(osThreadGetId());
    const uint32_t space = osThreadGetStackSpace(osThreadGetId());
    CHECK(space > 0 && space < size);
}

static void test_memory_comes_back(void) {
    for (int i = 0; i < 200; ++i) { // many times the arena
        const osThreadId_t thread = start(tell_argument, "x", osPriorityHigh);
        if (thread == NULL) {
            CHECK(!"out of memory");
        }
    }
    memset(story, 0, sizeof story);
    CHECK(true);
}

/// Not in the vector table, which is where it would be without a thread pointer.
static void test_errno_has_a_place(void) {
    extern const uint32_t vectors_start;
    enum { looked_at = 8 };
    const volatile uint32_t* vectors = &vectors_start;
    uint32_t before[looked_at];
    for (unsigned i = 0; i < looked_at; ++i) {
        before[i] = vectors[i];
    }
    errno = 0;
    CHECK(strtoul("99999999999", NULL, 10) == UINT32_MAX && errno == ERANGE);
    for (unsigned i = 0; i < looked_at; ++i) {
        CHECK(vectors[i] == before[i]);
    }
}

// --- What must not go unnoticed

static void greedy(void* argument) {
    (void)argument;
    volatile uint8_t deep[700];
    for (unsigned i = 0; i < sizeof deep; ++i) {
        deep[i] = (uint8_t)i;
    }
    osDelay(1);
}

static void reckless(void* argument) {
    *(volatile uint32_t*)argument = 1;
}

static void run_checks(void) {
    test_priorities();
    test_many_switches();
    test_registers_survive();
    test_kernel_lock();
    test_delay_lasts_as_long_as_it_says();
    test_time_agrees_with_another_timer();
    test_no_time_is_lost_while_interrupts_are_masked();
    test_delay_until_does_not_drift();
    test_time_is_monotonic();
    test_timers();
    test_interrupts_wake_threads();
    test_priority_inheritance();
    test_message_queue();
    test_event_flags();
    test_stack_space();
    test_memory_comes_back();
    test_errno_has_a_place();
    printf("PASS %u FAIL %u\n", passed, failed);
    board_exit(failed != 0);
}

static void run(void* argument) {
    const char* test = argument;
    if (strcmp(test, "overflow") == 0) {
        static uint64_t room[96]; // below the stack is only what the test expects to be hit
        static const osThreadAttr_t attributes = {.name = "greedy",
                                                  .stack_mem = room + 32,
                                                  .stack_size = 512,
                                                  .priority = osPriorityHigh};
        (void)osThreadNew(greedy, NULL, &attributes);
    } else if (strcmp(test, "fault") == 0) {
        static const osThreadAttr_t attributes = {.name = "reckless", .priority = osPriorityHigh};
        (void)osThreadNew(reckless, (void*)0xD0000000, &attributes);
    } else {
        run_checks();
    }
}

/// The test to run, from QEMU's command line: the last word of it.
static const char* test_name(void) {
    enum { sys_get_command_line = 0x15 };
    static char line[128];
    struct {
        char* buffer;
        int size;
    } block = {line, sizeof line};
    register int operation __asm("r0") = sys_get_command_line;
    register void* parameter __asm("r1") = &block;
    __asm volatile("bkpt 0xab" : "+r"(operation) : "r"(parameter) : "memory");
    const char* space = strrchr(line, ' ');
    return space == NULL ? line : space + 1;
}

int main(void) {
    osKernelInitialize();
    static const osThreadAttr_t attributes = {.name = "test", .stack_size = 2048};
    (void)osThreadNew(run, (void*)(uintptr_t)test_name(), &attributes);
    return osKernelStart();
}

// SPDX-License-Identifier: BSD-3-Clause
#include "kernel_fixture.h"
#include "objects.h"

#include <array>
#include <utility>
#include <vector>

namespace {

// --- Kernel

TEST(Kernel, RefusesToStartBeforeItIsInitialized) {
    host_reset();
    EXPECT_EQ(osKernelGetState(), osKernelInactive);
    EXPECT_EQ(osKernelStart(), osError);
    EXPECT_EQ(osThreadNew([](void*) {}, nullptr, nullptr), nullptr);
}

TEST_F(KernelTest, GoesThroughItsStates) {
    EXPECT_EQ(osKernelGetState(), osKernelReady);
    EXPECT_EQ(osKernelInitialize(), osError);
    thread(osPriorityNormal, [&] {
        EXPECT_EQ(osKernelGetState(), osKernelRunning);
        EXPECT_EQ(osKernelLock(), 0);
        EXPECT_EQ(osKernelGetState(), osKernelLocked);
        EXPECT_EQ(osKernelLock(), 1);
        EXPECT_EQ(osKernelRestoreLock(0), 0);
        EXPECT_EQ(osKernelGetState(), osKernelRunning);
        tell("done");
    });
    start();
    EXPECT_EQ(told(), "done");
    EXPECT_EQ(osKernelStart(), osError);
}

TEST_F(KernelTest, SaysWhatItIs) {
    osVersion_t version{};
    std::array<char, 8> name{};
    EXPECT_EQ(osKernelGetInfo(&version, name.data(), name.size()), osOK);
    EXPECT_EQ(version.api / 10000000, 2U);
    EXPECT_STREQ(name.data(), "ampsim-"); // cut to what fits
}

TEST_F(KernelTest, LockHoldsBackSwitchesUntilItIsReleased) {
    thread(osPriorityNormal, [&] {
        osKernelLock();
        thread(osPriorityHigh, [&] { tell("high "); });
        EXPECT_EQ(osDelay(1), osError);
        tell("locked ");
        osKernelUnlock();
        tell("unlocked");
    });
    start();
    EXPECT_EQ(told(), "locked high unlocked");
}

// --- Threads

TEST_F(KernelTest, RunsTheHighestPriorityFirstAndEqualsInOrder) {
    thread(osPriorityLow, [&] { tell("low "); });
    thread(osPriorityNormal, [&] { tell("first "); });
    thread(osPriorityNormal, [&] { tell("second "); });
    thread(osPriorityISR, [&] { tell("highest "); });
    thread(osPriorityIdle, [&] { tell("idle"); });
    start();
    EXPECT_EQ(told(), "highest first second low idle");
}

TEST_F(KernelTest, YieldGoesRoundAmongEquals) {
    for (const char* name : {"a", "b", "c"}) {
        thread(osPriorityNormal, [this, name] {
            for (int i = 0; i < 3; ++i) {
                tell(name);
                osThreadYield();
            }
        });
    }
    start();
    EXPECT_EQ(told(), "abcabcabc");
}

TEST_F(KernelTest, PreemptedThreadGoesOnBeforeItsEquals) {
    osThreadId_t high = thread(osPriorityHigh, [&] {
        osThreadFlagsWait(1, osFlagsWaitAny, osWaitForever);
        tell("high ");
    });
    thread(osPriorityNormal, [&] {
        interrupt([&] { osThreadFlagsSet(high, 1); });
        tell("first ");
    });
    thread(osPriorityNormal, [&] { tell("second"); });
    start();
    EXPECT_EQ(told(), "high first second");
}

TEST_F(KernelTest, SetPriorityTakesEffectAtOnce) {
    osThreadId_t other = thread(osPriorityLow, [&] { tell("other "); });
    thread(osPriorityNormal, [&] {
        EXPECT_EQ(osThreadSetPriority(other, osPriorityHigh), osOK);
        tell("self ");
        thread(osPriorityBelowNormal, [&] { tell("between "); });
        osThreadSetPriority(osThreadGetId(), osPriorityLow);
        tell("lowered");
        EXPECT_EQ(osThreadGetPriority(osThreadGetId()), osPriorityLow);
        EXPECT_EQ(osThreadSetPriority(osThreadGetId(), static_cast<osPriority_t>(57)),
                  osErrorParameter);
    });
    start();
    EXPECT_EQ(told(), "other self between lowered");
}

TEST_F(KernelTest, SuspendedThreadRunsWhenResumed) {
    osThreadId_t sleeper = thread(osPriorityHigh, [&] {
        tell("1 ");
        osThreadSuspend(osThreadGetId());
        tell("3 ");
        osDelay(2);
        tell("5");
    });
    thread(osPriorityNormal, [&] {
        tell("2 ");
        EXPECT_EQ(osThreadGetState(sleeper), osThreadBlocked);
        EXPECT_EQ(osThreadResume(sleeper), osOK);
        EXPECT_EQ(osThreadResume(sleeper), osErrorResource);
        EXPECT_EQ(osThreadSuspend(sleeper), osOK);
        osDelay(5); // its delay ends meanwhile
        tell("4 ");
        EXPECT_EQ(osThreadResume(sleeper), osOK);
    });
    start();
    EXPECT_EQ(told(), "1 2 3 4 5");
}

TEST_F(KernelTest, TerminatedThreadIsGoneAndItsMemoryComesBack) {
    thread(osPriorityNormal, [&] {
        for (int i = 0; i < 300; ++i) { // many times what the arena holds
            osThreadId_t victim = thread(osPriorityLow, [&] { tell("never"); });
            ASSERT_NE(victim, nullptr);
            EXPECT_EQ(osThreadTerminate(victim), osOK);
            ASSERT_NE(thread(osPriorityHigh, [&] { osThreadExit(); }), nullptr);
        }
        EXPECT_EQ(osThreadGetCount(), 2U); // and the idle thread
    });
    start();
    EXPECT_EQ(told(), "");
}

TEST_F(KernelTest, ThreadInTheApplicationsMemoryUsesNothingElse) {
    static os_thread block;
    alignas(8) static std::array<uint32_t, 128> stack;
    osThreadAttr_t attributes{};
    attributes.name = "static";
    attributes.cb_mem = &block;
    attributes.cb_size = sizeof block;
    attributes.stack_mem = stack.data();
    attributes.stack_size = sizeof stack;
    osThreadId_t id = osThreadNew([](void*) {}, nullptr, &attributes);
    EXPECT_EQ(id, &block);
    EXPECT_STREQ(osThreadGetName(id), "static");
    EXPECT_EQ(osThreadGetStackSize(id), sizeof stack);
    stack[20] = 0; // so deep it went
    EXPECT_EQ(osThreadGetStackSpace(id), 20 * sizeof(uint32_t));
    attributes.cb_size = sizeof block - 1;
    EXPECT_EQ(osThreadNew([](void*) {}, nullptr, &attributes), nullptr);
    attributes.cb_size = sizeof block;
    attributes.stack_mem = reinterpret_cast<char*>(stack.data()) + 4;
    EXPECT_EQ(osThreadNew([](void*) {}, nullptr, &attributes), nullptr);
    start();
}

TEST_F(KernelTest, StackOverflowIsReported) {
    alignas(8) static std::array<uint32_t, 64> stack;
    osThreadAttr_t attributes{};
    attributes.name = "greedy";
    attributes.stack_mem = stack.data();
    attributes.stack_size = sizeof stack;
    osThreadNew([](void*) { stack[0] = 1; }, nullptr, &attributes);
    EXPECT_DEATH(start(), "ampsim-rtos: PANIC stack overflow in thread greedy");
}

TEST_F(KernelTest, RefusesWhatIsNoObject) {
    osMutexId_t mutex = osMutexNew(nullptr);
    EXPECT_EQ(osSemaphoreRelease(mutex), osErrorParameter);
    EXPECT_EQ(osMutexDelete(mutex), osOK);
    EXPECT_EQ(osMutexDelete(mutex), osErrorParameter);
    EXPECT_EQ(osMutexDelete(nullptr), osErrorParameter);
    EXPECT_EQ(osThreadNew(nullptr, nullptr, nullptr), nullptr);
}

// --- Time

TEST_F(KernelTest, DelaysEndInOrderOfTheirDeadlines) {
    for (auto [ticks, name] : {std::pair{30, "c"}, {10, "a"}, {20, "b"}, {10, "A"}}) {
        thread(osPriorityNormal, [this, ticks = ticks, name = name] {
            EXPECT_EQ(osDelay(static_cast<uint32_t>(ticks)), osOK);
            EXPECT_EQ(osKernelGetTickCount(), static_cast<uint32_t>(ticks));
            tell(name);
        });
    }
    start();
    EXPECT_EQ(told(), "aAbc");
}

TEST_F(KernelTest, ProcessorSleepsFromDeadlineToDeadline) {
    thread(osPriorityNormal, [&] {
        osDelay(500);
        osDelay(400);
    });
    start(100000);
    EXPECT_EQ(host_timer_interrupts(), 2U); // not one for each of the 100000 ticks
    EXPECT_EQ(host_idle_count(), 3U);
}

TEST_F(KernelTest, AlarmOfAWaitThatEndedEarlyIsForgotten) {
    osThreadId_t waiter =
        thread(osPriorityHigh, [&] { EXPECT_EQ(osThreadFlagsWait(1, osFlagsWaitAny, 500), 1U); });
    thread(osPriorityNormal, [&] { osThreadFlagsSet(waiter, 1); });
    start(1000);
    EXPECT_EQ(host_timer_interrupts(), 0U);
}

TEST_F(KernelTest, DelayUntilKeepsAnExactPace) {
    thread(osPriorityNormal, [&] {
        for (uint32_t tick = 10; tick <= 50; tick += 10) {
            host_compute(tick % 7);
            EXPECT_EQ(osDelayUntil(tick), osOK);
            EXPECT_EQ(osKernelGetTickCount(), tick);
        }
        EXPECT_EQ(osDelayUntil(50), osErrorParameter);
        EXPECT_EQ(osDelayUntil(49), osErrorParameter);
        tell("done");
    });
    start();
    EXPECT_EQ(told(), "done");
}

TEST_F(KernelTest, TickCountWrapsWithoutTroublingAnyone) {
    host_set_time(0xFFFFFFF0U);
    thread(osPriorityNormal, [&] {
        EXPECT_EQ(osKernelGetTickCount(), 0xFFFFFFF0U);
        EXPECT_EQ(osDelay(0x20), osOK);
        EXPECT_EQ(osKernelGetTickCount(), 0x10U);
        EXPECT_EQ(osDelayUntil(0x30), osOK);
        EXPECT_EQ(osKernelGetTickCount(), 0x30U);
        tell("done");
    });
    start(0x100000100U);
    EXPECT_EQ(told(), "done");
}

TEST_F(KernelTest, DeadlinePreemptsWhoComputes) {
    thread(osPriorityHigh, [&] {
        osDelay(5);
        tell("high at " + std::to_string(osKernelGetTickCount()) + " ");
    });
    thread(osPriorityNormal, [&] {
        host_compute(20);
        tell("computed");
    });
    start();
    EXPECT_EQ(told(), "high at 5 computed");
}

TEST_F(KernelTest, TimersCallOnceOrPeriodically) {
    static std::string calls;
    calls.clear();
    auto call = [](void* argument) {
        calls += static_cast<const char*>(argument);
    };
    char one[] = "one ";
    char many[] = "many ";
    osTimerId_t once = osTimerNew(call, osTimerOnce, one, nullptr);
    osTimerId_t periodic = osTimerNew(call, osTimerPeriodic, many, nullptr);
    EXPECT_EQ(osTimerStop(once), osErrorResource);
    EXPECT_EQ(osTimerStart(once, 0), osErrorParameter);
    EXPECT_EQ(osTimerStart(once, 25), osOK);
    EXPECT_EQ(osTimerStart(periodic, 10), osOK);
    start(45);
    EXPECT_EQ(calls, "many many one many many ");
    EXPECT_EQ(osTimerIsRunning(once), 0U);
    EXPECT_EQ(osTimerIsRunning(periodic), 1U);
    EXPECT_EQ(osTimerStop(periodic), osOK);
    host_run_until(100);
    EXPECT_EQ(calls, "many many one many many ");
}

TEST_F(KernelTest, TimerCallsThatWereHeldUpAreMadeUpFor) {
    auto call = [](void* argument) {
        ++*static_cast<int*>(argument);
    };
    int calls = 0;
    osTimerId_t timer = osTimerNew(call, osTimerPeriodic, &calls, nullptr);
    thread(osPriorityRealtime, [&] { host_compute(35); }); // above the timers' thread
    osTimerStart(timer, 10);
    start(35);
    EXPECT_EQ(calls, 3);
    host_run_until(40);
    EXPECT_EQ(calls, 4); // the pace is kept
}

// --- Thread flags and event flags

TEST_F(KernelTest, ThreadFlagsWaitForAnyOrAll) {
    osThreadId_t waiter = thread(osPriorityHigh, [&] {
        EXPECT_EQ(osThreadFlagsWait(6, osFlagsWaitAny, osWaitForever), 3U); // before clearing
        EXPECT_EQ(osThreadFlagsGet(), 1U);
        tell("any ");
        EXPECT_EQ(osThreadFlagsWait(9, osFlagsWaitAll | osFlagsNoClear, osWaitForever), 9U);
        tell("all ");
        EXPECT_EQ(osThreadFlagsClear(8), 9U);
        EXPECT_EQ(osThreadFlagsWait(8, osFlagsWaitAny, 0), osFlagsErrorResource);
        EXPECT_EQ(osThreadFlagsWait(8, osFlagsWaitAny, 5), osFlagsErrorTimeout);
        tell("timeout");
    });
    thread(osPriorityNormal, [&] {
        EXPECT_EQ(osThreadFlagsSet(waiter, 1), 1U);
        EXPECT_EQ(osThreadFlagsSet(waiter, 2), 1U);
        EXPECT_EQ(osThreadFlagsSet(waiter, 8), 9U);
        EXPECT_EQ(osThreadFlagsSet(waiter, 0x80000000U), osFlagsErrorParameter);
    });
    start();
    EXPECT_EQ(told(), "any all timeout");
}

TEST_F(KernelTest, NoThreadHasNoFlags) {
    EXPECT_EQ(osThreadFlagsGet(), 0U);
    EXPECT_EQ(osThreadFlagsClear(1), osFlagsErrorUnknown);
    EXPECT_EQ(osThreadFlagsWait(1, osFlagsWaitAny, 0), osFlagsErrorUnknown);
}

TEST_F(KernelTest, FlagsThatAreSetDuringAnotherWaitAreKept) {
    osSemaphoreId_t semaphore = osSemaphoreNew(1, 0, nullptr);
    osThreadId_t waiter = thread(osPriorityHigh, [&] {
        EXPECT_EQ(osThreadFlagsWait(2, osFlagsWaitAny, 1), osFlagsErrorTimeout);
        EXPECT_EQ(osSemaphoreAcquire(semaphore, 10), osErrorTimeout); // not woken by the flag
        EXPECT_EQ(osKernelGetTickCount(), 11U);
        EXPECT_EQ(osThreadFlagsWait(2, osFlagsWaitAny, 0), 2U);
        tell("kept");
    });
    thread(osPriorityNormal, [&] {
        osDelay(5);
        osThreadFlagsSet(waiter, 2);
    });
    start();
    EXPECT_EQ(told(), "kept");
}

TEST_F(KernelTest, EventFlagsWakeAllWhoseFlagsAreThereByPriority) {
    osEventFlagsId_t events = osEventFlagsNew(nullptr);
    thread(osPriorityNormal, [&] {
        EXPECT_EQ(osEventFlagsWait(events, 1, osFlagsNoClear, osWaitForever), 5U);
        tell("normal ");
    });
    thread(osPriorityAboveNormal, [&] {
        EXPECT_EQ(osEventFlagsWait(events, 5, osFlagsWaitAll | osFlagsNoClear, osWaitForever), 5U);
        tell("above ");
    });
    thread(osPriorityHigh, [&] {
        EXPECT_EQ(osEventFlagsWait(events, 2, osFlagsWaitAny, 50), osFlagsErrorTimeout);
        tell("timeout");
    });
    thread(osPriorityLow, [&] { EXPECT_EQ(osEventFlagsSet(events, 5), 5U); });
    start();
    EXPECT_EQ(told(), "above normal timeout");
    EXPECT_EQ(osEventFlagsClear(events, 4), 5U);
    EXPECT_EQ(osEventFlagsGet(events), 1U);
}

// --- Semaphores

TEST_F(KernelTest, SemaphoreCountsAndWakesByPriority) {
    osSemaphoreId_t semaphore = osSemaphoreNew(2, 1, nullptr);
    EXPECT_EQ(osSemaphoreRelease(semaphore), osOK);
    EXPECT_EQ(osSemaphoreRelease(semaphore), osErrorResource); // full
    EXPECT_EQ(osSemaphoreAcquire(semaphore, 0), osOK);
    EXPECT_EQ(osSemaphoreAcquire(semaphore, 0), osOK);
    EXPECT_EQ(osSemaphoreAcquire(semaphore, 0), osErrorResource);
    for (auto [priority, name] : {std::pair{osPriorityLow, "low "},
                                  {osPriorityHigh, "high "},
                                  {osPriorityNormal, "normal "}}) {
        thread(priority, [this, semaphore, name = name] {
            EXPECT_EQ(osSemaphoreAcquire(semaphore, 100), osOK);
            tell(name);
        });
    }
    start(1);
    interrupt([&] {
        for (int i = 0; i < 3; ++i) {
            EXPECT_EQ(osSemaphoreRelease(semaphore), osOK);
        }
    });
    host_run_until(2);
    EXPECT_EQ(told(), "high normal low ");
    EXPECT_EQ(osSemaphoreGetCount(semaphore), 0U);
}

TEST_F(KernelTest, DeletedSemaphoreEndsTheWaitsForIt) {
    osSemaphoreId_t semaphore = osSemaphoreNew(1, 0, nullptr);
    thread(osPriorityHigh, [&] {
        EXPECT_EQ(osSemaphoreAcquire(semaphore, osWaitForever), osErrorResource);
        EXPECT_EQ(osSemaphoreAcquire(semaphore, osWaitForever), osErrorParameter);
        tell("woken");
    });
    thread(osPriorityNormal, [&] { osSemaphoreDelete(semaphore); });
    start();
    EXPECT_EQ(told(), "woken");
}

// --- Mutexes

class MutexTest : public KernelTest {
protected:
    osMutexId_t mutex(uint32_t attributes) {
        osMutexAttr_t attr{};
        attr.attr_bits = attributes;
        return osMutexNew(&attr);
    }
    static osPriority_t my_priority() { return osThreadGetPriority(osThreadGetId()); }
};

TEST_F(MutexTest, HolderInheritsThePriorityOfWhoWaits) {
    osMutexId_t m = mutex(osMutexPrioInherit);
    thread(osPriorityLow, [&] {
        EXPECT_EQ(osMutexAcquire(m, osWaitForever), osOK);
        thread(osPriorityHigh, [&] {
            EXPECT_EQ(osMutexAcquire(m, osWaitForever), osOK);
            tell("high ");
            osMutexRelease(m);
        });
        EXPECT_EQ(my_priority(), osPriorityHigh);
        thread(osPriorityNormal, [&] { tell("normal "); }); // would invert the priorities
        tell("holder ");
        osMutexRelease(m);
        EXPECT_EQ(my_priority(), osPriorityLow);
        tell("low");
    });
    start();
    EXPECT_EQ(told(), "holder high normal low");
}

TEST_F(MutexTest, WithoutTheAttributeNothingIsInherited) {
    osMutexId_t m = mutex(0);
    thread(osPriorityLow, [&] {
        osMutexAcquire(m, osWaitForever);
        thread(osPriorityHigh, [&] { osMutexAcquire(m, osWaitForever); });
        EXPECT_EQ(my_priority(), osPriorityLow);
        tell("checked");
    });
    start();
    EXPECT_EQ(told(), "checked");
}

TEST_F(MutexTest, PriorityIsHandedOnAlongAChainOfHolders) {
    osMutexId_t a = mutex(osMutexPrioInherit);
    osMutexId_t b = mutex(osMutexPrioInherit);
    osThreadId_t first = nullptr;
    osThreadId_t second = nullptr;
    first = thread(osPriorityLow, [&] {
        osMutexAcquire(a, osWaitForever);
        osDelay(10);
        EXPECT_EQ(my_priority(), osPriorityRealtime);
        osMutexRelease(a);
        EXPECT_EQ(my_priority(), osPriorityLow);
        tell("first");
    });
    second = thread(osPriorityBelowNormal, [&] {
        osDelay(1);
        osMutexAcquire(b, osWaitForever);
        osMutexAcquire(a, osWaitForever); // waits for first
        osMutexRelease(a);
        EXPECT_EQ(my_priority(), osPriorityRealtime);
        osMutexRelease(b);
        EXPECT_EQ(my_priority(), osPriorityBelowNormal);
        tell("second ");
    });
    thread(osPriorityRealtime, [&] {
        osDelay(2);
        osMutexAcquire(b, osWaitForever); // waits for second
        tell("third ");
    });
    start(5);
    EXPECT_EQ(osThreadGetPriority(first), osPriorityRealtime);
    EXPECT_EQ(osThreadGetPriority(second), osPriorityRealtime);
    host_run_until(20);
    EXPECT_EQ(told(), "third second first");
}

TEST_F(MutexTest, PriorityFollowsThatOfWhoWaits) {
    osMutexId_t m = mutex(osMutexPrioInherit);
    thread(osPriorityLow, [&] {
        osMutexAcquire(m, osWaitForever);
        osThreadId_t waiter = thread(osPriorityNormal, [&] { osMutexAcquire(m, osWaitForever); });
        EXPECT_EQ(my_priority(), osPriorityNormal);
        EXPECT_EQ(osThreadSetPriority(waiter, osPriorityHigh), osOK);
        EXPECT_EQ(my_priority(), osPriorityHigh);
        EXPECT_EQ(osThreadSetPriority(osThreadGetId(), osPriorityBelowNormal), osOK);
        EXPECT_EQ(my_priority(), osPriorityHigh);
        EXPECT_EQ(osThreadTerminate(waiter), osOK);
        EXPECT_EQ(my_priority(), osPriorityBelowNormal);
        EXPECT_EQ(osMutexRelease(m), osOK);
        EXPECT_EQ(osMutexGetOwner(m), nullptr);
        tell("done");
    });
    start();
    EXPECT_EQ(told(), "done");
}

TEST_F(MutexTest, DeletedMutexEndsTheWaitsForItAndWhatWasInherited) {
    osMutexId_t m = mutex(osMutexPrioInherit);
    thread(osPriorityLow, [&] {
        osMutexAcquire(m, osWaitForever);
        thread(osPriorityHigh, [&] {
            EXPECT_EQ(osMutexAcquire(m, osWaitForever), osErrorResource);
            tell("waiter ");
        });
        EXPECT_EQ(osMutexDelete(m), osOK);
        EXPECT_EQ(my_priority(), osPriorityLow);
        EXPECT_EQ(osMutexAcquire(m, 0), osErrorParameter);
        tell("holder");
    });
    start();
    EXPECT_EQ(told(), "waiter holder");
}

TEST_F(MutexTest, InheritedPriorityEndsWhenTheWaitTimesOut) {
    osMutexId_t m = mutex(osMutexPrioInherit);
    thread(osPriorityLow, [&] {
        osMutexAcquire(m, osWaitForever);
        osDelay(2);
        EXPECT_EQ(my_priority(), osPriorityHigh);
        host_compute(10);
        EXPECT_EQ(my_priority(), osPriorityLow);
        tell("holder");
    });
    thread(osPriorityHigh, [&] {
        osDelay(1);
        EXPECT_EQ(osMutexAcquire(m, 5), osErrorTimeout);
        tell("timeout ");
    });
    start();
    EXPECT_EQ(told(), "timeout holder");
}

TEST_F(MutexTest, OfTwoMutexesTheOneStillHeldStillCounts) {
    osMutexId_t a = mutex(osMutexPrioInherit);
    osMutexId_t b = mutex(osMutexPrioInherit);
    thread(osPriorityLow, [&] {
        osMutexAcquire(a, osWaitForever);
        osMutexAcquire(b, osWaitForever);
        thread(osPriorityNormal, [&] { osMutexAcquire(a, osWaitForever); });
        thread(osPriorityHigh, [&] { osMutexAcquire(b, osWaitForever); });
        EXPECT_EQ(my_priority(), osPriorityHigh);
        osMutexRelease(b);
        EXPECT_EQ(my_priority(), osPriorityNormal);
        osMutexRelease(a);
        EXPECT_EQ(my_priority(), osPriorityLow);
        tell("done");
    });
    start();
    EXPECT_EQ(told(), "done");
}

TEST_F(MutexTest, OnlyARecursiveMutexIsTakenTwice) {
    osMutexId_t plain = mutex(0);
    osMutexId_t recursive = mutex(osMutexRecursive);
    thread(osPriorityNormal, [&] {
        EXPECT_EQ(osMutexAcquire(plain, 0), osOK);
        EXPECT_EQ(osMutexAcquire(plain, 0), osErrorResource);
        EXPECT_EQ(osMutexAcquire(recursive, 0), osOK);
        EXPECT_EQ(osMutexAcquire(recursive, 0), osOK);
        EXPECT_EQ(osMutexRelease(recursive), osOK);
        EXPECT_EQ(osMutexGetOwner(recursive), osThreadGetId());
        EXPECT_EQ(osMutexRelease(recursive), osOK);
        EXPECT_EQ(osMutexGetOwner(recursive), nullptr);
        EXPECT_EQ(osMutexRelease(recursive), osErrorResource);
        thread(osPriorityHigh, [&] { EXPECT_EQ(osMutexRelease(plain), osErrorResource); });
        tell("done");
    });
    start();
    EXPECT_EQ(told(), "done");
}

TEST_F(MutexTest, RobustMutexSurvivesItsHolder) {
    osMutexId_t robust = mutex(osMutexRobust);
    osMutexId_t fragile = mutex(0);
    thread(osPriorityNormal, [&] {
        osMutexAcquire(robust, 0);
        osMutexAcquire(fragile, 0);
    });
    thread(osPriorityLow, [&] {
        EXPECT_EQ(osMutexAcquire(robust, 0), osOK);
        EXPECT_EQ(osMutexAcquire(fragile, 10), osErrorTimeout);
        tell("done");
    });
    start();
    EXPECT_EQ(told(), "done");
}

// --- Message queues and memory pools

TEST_F(KernelTest, MessagesComeByPriorityAndThenInOrder) {
    osMessageQueueId_t queue = osMessageQueueNew(4, sizeof(int), nullptr);
    for (auto [value, priority] : {std::pair{1, 0}, {2, 5}, {3, 0}, {4, 5}}) {
        EXPECT_EQ(osMessageQueuePut(queue, &value, static_cast<uint8_t>(priority), 0), osOK);
    }
    int fifth = 5;
    EXPECT_EQ(osMessageQueuePut(queue, &fifth, 0, 0), osErrorResource);
    EXPECT_EQ(osMessageQueueGetCount(queue), 4U);
    EXPECT_EQ(osMessageQueueGetSpace(queue), 0U);
    for (auto [expected, expected_priority] : {std::pair{2, 5}, {4, 5}, {1, 0}, {3, 0}}) {
        int value = 0;
        uint8_t priority = 0;
        EXPECT_EQ(osMessageQueueGet(queue, &value, &priority, 0), osOK);
        EXPECT_EQ(value, expected);
        EXPECT_EQ(priority, expected_priority);
    }
    EXPECT_EQ(osMessageQueueGet(queue, &fifth, nullptr, 0), osErrorResource);
}

TEST_F(KernelTest, FullQueueHoldsBackItsSenders) {
    osMessageQueueId_t queue = osMessageQueueNew(2, 3, nullptr); // an odd size
    thread(osPriorityHigh, [&] {
        for (uint8_t i = 0; i < 50; ++i) {
            const std::array<uint8_t, 3> message{i, static_cast<uint8_t>(~i), 7};
            EXPECT_EQ(osMessageQueuePut(queue, message.data(), 0, osWaitForever), osOK);
        }
        tell("sent ");
    });
    thread(osPriorityLow, [&] {
        for (uint8_t i = 0; i < 50; ++i) {
            std::array<uint8_t, 3> message{};
            EXPECT_EQ(osMessageQueueGet(queue, message.data(), nullptr, osWaitForever), osOK);
            EXPECT_EQ(message, (std::array<uint8_t, 3>{i, static_cast<uint8_t>(~i), 7}));
        }
        tell("received");
    });
    start();
    EXPECT_EQ(told(), "sent received");
}

TEST_F(KernelTest, WaitingReceiverGetsTheMessageFromAnInterrupt) {
    osMessageQueueId_t queue = osMessageQueueNew(1, sizeof(int), nullptr);
    thread(osPriorityNormal, [&] {
        int value = 0;
        uint8_t priority = 0;
        EXPECT_EQ(osMessageQueueGet(queue, &value, &priority, 100), osOK);
        tell(std::to_string(value) + "/" + std::to_string(priority) + " ");
        EXPECT_EQ(osMessageQueueGet(queue, &value, &priority, 100), osErrorTimeout);
        tell("timeout");
    });
    start(10);
    interrupt([&] {
        const int value = 42;
        EXPECT_EQ(osMessageQueuePut(queue, &value, 3, 0), osOK);
        EXPECT_EQ(osMessageQueuePut(queue, &value, 3, 1), osErrorParameter);
    });
    host_run_until(11);
    EXPECT_EQ(told(), "42/3 ");
    int value = 0;
    EXPECT_EQ(osMessageQueueGet(queue, &value, nullptr, 0), osErrorResource); // nothing was left
    host_run_until(200);
    EXPECT_EQ(told(), "timeout");
}

TEST_F(KernelTest, ResetQueueAdmitsWhoWaited) {
    osMessageQueueId_t queue = osMessageQueueNew(1, sizeof(int), nullptr);
    thread(osPriorityNormal, [&] {
        for (int i = 1; i <= 2; ++i) {
            EXPECT_EQ(osMessageQueuePut(queue, &i, 0, osWaitForever), osOK);
        }
    });
    thread(osPriorityLow, [&] {
        EXPECT_EQ(osMessageQueueReset(queue), osOK);
        int value = 0;
        EXPECT_EQ(osMessageQueueGet(queue, &value, nullptr, 0), osOK);
        EXPECT_EQ(value, 2);
        tell("done");
    });
    start();
    EXPECT_EQ(told(), "done");
}

TEST_F(KernelTest, QueueInTheApplicationsMemoryChecksItsSize) {
    static os_message_queue block;
    constexpr uint32_t size = osMessageQueueStorageSize(3, 10);
    static std::array<uint8_t, size> storage;
    osMessageQueueAttr_t attributes{};
    attributes.cb_mem = &block;
    attributes.cb_size = sizeof block;
    attributes.mq_mem = storage.data();
    attributes.mq_size = storage.size();
    EXPECT_EQ(osMessageQueueNew(3, 10, &attributes), &block);
    EXPECT_EQ(osMessageQueueDelete(&block), osOK);
    attributes.mq_size -= 1;
    EXPECT_EQ(osMessageQueueNew(3, 10, &attributes), nullptr);
    attributes.mq_size = UINT32_MAX; // whose size in bytes has more than 32 bits
    EXPECT_EQ(osMessageQueueNew(0xFFFE, 0xFFFF, &attributes), nullptr);
}

TEST_F(KernelTest, PoolGivesEachBlockOnceAndWakesWhoWaits) {
    osMemoryPoolId_t pool = osMemoryPoolNew(2, 20, nullptr);
    thread(osPriorityHigh, [&] {
        void* a = osMemoryPoolAlloc(pool, 0);
        void* b = osMemoryPoolAlloc(pool, 0);
        EXPECT_NE(a, b);
        EXPECT_EQ(osMemoryPoolAlloc(pool, 0), nullptr);
        EXPECT_EQ(osMemoryPoolAlloc(pool, 5), nullptr);
        thread(osPriorityRealtime, [&] {
            EXPECT_NE(osMemoryPoolAlloc(pool, osWaitForever), nullptr);
            tell("got it ");
        });
        EXPECT_EQ(osMemoryPoolFree(pool, a), osOK);
        EXPECT_EQ(osMemoryPoolGetCount(pool), 2U);
        EXPECT_EQ(osMemoryPoolFree(pool, static_cast<char*>(b) + 1), osErrorParameter);
        EXPECT_EQ(osMemoryPoolFree(pool, b), osOK);
        EXPECT_EQ(osMemoryPoolGetSpace(pool), 1U);
        tell("done");
    });
    start();
    EXPECT_EQ(told(), "got it done");
}

// --- Interrupt handlers

TEST_F(KernelTest, InterruptHandlersAreRefusedWhatWouldWait) {
    osSemaphoreId_t semaphore = osSemaphoreNew(1, 1, nullptr);
    osMutexId_t mutex = osMutexNew(nullptr);
    osEventFlagsId_t events = osEventFlagsNew(nullptr);
    start(1);
    interrupt([&] {
        EXPECT_EQ(osDelay(1), osErrorISR);
        EXPECT_EQ(osThreadYield(), osErrorISR);
        EXPECT_EQ(osMutexAcquire(mutex, 0), osErrorISR);
        EXPECT_EQ(osMutexRelease(mutex), osErrorISR);
        EXPECT_EQ(osKernelLock(), osErrorISR);
        EXPECT_EQ(osThreadFlagsWait(1, 0, 0), osFlagsErrorISR);
        EXPECT_EQ(osEventFlagsWait(events, 1, 0, 1), osFlagsErrorParameter);
        EXPECT_EQ(osEventFlagsWait(events, 1, 0, 0), osFlagsErrorResource);
        EXPECT_EQ(osSemaphoreAcquire(semaphore, 1), osErrorParameter);
        EXPECT_EQ(osSemaphoreAcquire(semaphore, 0), osOK);
        EXPECT_EQ(osSemaphoreDelete(semaphore), osErrorISR);
        EXPECT_EQ(osThreadNew([](void*) {}, nullptr, nullptr), nullptr);
        EXPECT_EQ(osSemaphoreNew(1, 0, nullptr), nullptr);
    });
}

} // namespace

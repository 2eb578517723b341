// SPDX-License-Identifier: BSD-3-Clause
//
// A device at work: processing times to the nanosecond, interrupts, broken rings, and resets in the
// middle of everything.
#include "models/bus_master/device_access.h"
#include "tests/unit/models/virtio_device_bench.h"

#include <gmock/gmock.h>

namespace ampsim::models::virtio {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

constexpr double to_fetch = 200; // ns: test_times()
constexpr double per_descriptor = 50;
constexpr double per_byte = 2;
constexpr double to_interrupt = 30;

BenchParameters with(std::uint64_t features) {
    BenchParameters parameters;
    parameters.engine.features |= features;
    return parameters;
}

struct EngineTest : testing::Test, DeviceBench {
    explicit EngineTest(const BenchParameters& parameters = {}) : DeviceBench(parameters) {}

    /// Queue 0 works, and the device waits for a notification.
    void start_and_settle(std::uint64_t features = 0) {
        start(feature::version_1 | features);
        sc_core::wait(ns(1000));
    }
    /// Runs for so long from an instant on.
    static void wait_since(sc_core::sc_time start, double nanoseconds) {
        wait_until(start + ns(nanoseconds));
    }
    std::vector<double> times_of(bool is_write, std::uint64_t address) const {
        std::vector<double> times;
        for (const FakeMemory::Access& access : device_memory.accesses) {
            if (access.is_write == is_write && access.address == address) {
                times.push_back(access.time);
            }
        }
        return times;
    }
};

// --- Time
// -----------------------------------------------------------------------------------------

TEST_F(EngineTest, EachStepTakesItsTime) {
    double notified = 0;
    run([&] {
        start_and_settle();
        offer_with_reply(0, 10, 6);
        memory.put(data, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
        notified = now() / ns(1);
        device_memory.accesses.clear();
        notify(0);
        sc_core::wait(ns(2000));
    });
    const double fetched = notified + to_fetch;
    const double done = fetched + 2 * per_descriptor + (10 + 6) * per_byte;
    EXPECT_THAT(times_of(false, data), ElementsAre(fetched));
    EXPECT_THAT(times_of(true, data + 0x100), ElementsAre(done));
    EXPECT_THAT(times_of(true, queue.place().device_area + 2), ElementsAre(done));
    EXPECT_THAT(probe.changes(), ElementsAre(std::pair(done + to_interrupt, true)));
    EXPECT_EQ(memory.get(data + 0x100, 6), (std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6}));
    EXPECT_THAT(queue.used(), ElementsAre(Finished{0, 6}));
}

TEST_F(EngineTest, WhatWaitsIsFetchedWhenTheOneBeforeIsDone) {
    run([&] {
        start_and_settle();
        offer(0);
        offer(1);
        const auto notified = now();
        notify(0);
        const double each = per_descriptor + 10 * per_byte;
        wait_since(notified, to_fetch + 2 * each - 1);
        EXPECT_EQ(queue.used_index(), 1U);
        wait_since(notified, to_fetch + 2 * each + 1);
        EXPECT_EQ(queue.used_index(), 2U);
        EXPECT_THAT(times_of(false, data + 0x100), ElementsAre(notified / ns(1) + to_fetch + each));
    });
}

TEST_F(EngineTest, ANotificationInTheInstantOfALookTakesItsTimeToo) {
    run([&] {
        start_and_settle();
        offer(0);
        notify(0);
        const auto notified = now() - ns(write_latency);
        const double each = per_descriptor + 10 * per_byte;
        wait_since(notified,
                   to_fetch + each); // now the device looks for another, and there is none
        for (int i = 0; i < 10; ++i) {
            sc_core::wait(sc_core::SC_ZERO_TIME);
        }
        ASSERT_EQ(queue.used_index(), 1U);
        offer(1);
        device_memory.accesses.clear();
        notify(0);
        sc_core::wait(ns(1000));
        EXPECT_THAT(times_of(false, data + 0x100),
                    ElementsAre(notified / ns(1) + to_fetch + each + to_fetch));
    });
}

TEST_F(EngineTest, AtDriverOkTheDeviceLooksWithoutANotification) {
    run([&] {
        ASSERT_TRUE(negotiate());
        enable(0, queue.place());
        offer(0);
        driver_ok();
        const double started = now() / ns(1) - write_latency;
        sc_core::wait(ns(1000));
        EXPECT_THAT(times_of(false, data), ElementsAre(started + to_fetch));
    });
}

TEST_F(EngineTest, SeveralBuffersTogetherComeBackInOneInstant) {
    device.serves = [](Queue& served) {
        std::vector<Buffer> buffers;
        buffers.push_back(served.take());
        buffers.push_back(served.take());
        served.give_back_together(std::move(buffers));
        served.give_back_together({});
        served.take();
    };
    run([&] {
        start_and_settle();
        offer(0);
        offer(1);
        const auto notified = now();
        notify(0);
        sc_core::wait(ns(1000));
        const double done = notified / ns(1) + to_fetch + 2 * per_descriptor + 20 * per_byte;
        EXPECT_THAT(times_of(true, queue.place().device_area + 2), ElementsAre(done));
        EXPECT_THAT(queue.used(), SizeIs(2));
    });
    EXPECT_THAT(probe.changes(), SizeIs(1));
    EXPECT_EQ(engine.counters().buffers, 2U);
}

TEST_F(EngineTest, ADeviceMayWaitBetween) {
    device.serves = [](Queue& served) {
        for (;;) {
            Buffer buffer = served.take();
            served.wait(ns(1000)); // a medium
            EXPECT_FALSE(served.try_take());
            served.give_back(std::move(buffer));
        }
    };
    run([&] {
        start_and_settle();
        offer(0, 0);
        const auto notified = now();
        notify(0);
        sc_core::wait(ns(3000));
        EXPECT_THAT(times_of(true, queue.place().device_area + 2),
                    ElementsAre(notified / ns(1) + to_fetch + 1000 + to_fetch + per_descriptor));
    });
}

struct NoTimeTest : EngineTest {
    static BenchParameters parameters() {
        BenchParameters of;
        of.engine.time = {ns(0), ns(0), ns(0), ns(0)};
        return of;
    }
    NoTimeTest() : EngineTest(parameters()) {}
};

TEST_F(NoTimeTest, ADeviceMayTakeNoTimeAtAll) {
    run([&] {
        start_and_settle();
        offer(0);
        offer(1);
        const double notified = now() / ns(1);
        notify(0);
        EXPECT_THAT(queue.used(), SizeIs(2));
        EXPECT_THAT(probe.changes(), ElementsAre(std::pair(notified, true)));
    });
}

TEST_F(NoTimeTest, ABufferThatIsTheRingIsFound) {
    run([&] {
        // Each reply makes the next available: as index of the available ring what the device
        // reads.
        device.serves = [](Queue& served) {
            for (std::uint16_t next = 2;; ++next) {
                Buffer buffer = served.take();
                buffer.reply = {static_cast<std::uint8_t>(next),
                                static_cast<std::uint8_t>(next >> 8U)};
                served.give_back(std::move(buffer));
            }
        };
        start();
        queue.describe(0, {queue.place().driver_area + 2, 2, descriptor_flag::write});
        queue.offer(0);
        notify(0);
        sc_core::wait(ns(1000));
        EXPECT_EQ(engine.diagnosis(), "queue 0 (rx): more buffers at once than the ring has "
                                      "entries, 8: is it where the device writes?");
        EXPECT_EQ(engine.counters().buffers, 8U);
    });
}

// --- Notifications
// --------------------------------------------------------------------------------

TEST_F(EngineTest, NotificationsThatComeWhileItWorksAreCoalesced) {
    run([&] {
        start_and_settle();
        offer(0);
        notify(0);
        notify(0); // on its way to fetch
        notify(0);
        sc_core::wait(ns(1000));
        notify(0); // for nothing
        sc_core::wait(ns(1000));
    });
    EXPECT_EQ(engine.counters().notifications, 4U);
    EXPECT_EQ(engine.counters().coalesced_notifications, 2U);
    EXPECT_EQ(transport.register_notifications(), 4U);
    EXPECT_EQ(engine.counters().buffers, 1U);
    EXPECT_EQ(engine.counters().bytes_read, 10U);
    EXPECT_EQ(engine.counters().bytes_written, 0U);
}

TEST_F(EngineTest, WithoutNotificationNothingIsFetched) {
    run([&] {
        start_and_settle();
        offer(0);
        sc_core::wait(ns(10000));
        EXPECT_THAT(queue.used(), IsEmpty());
    });
}

TEST_F(EngineTest, NotificationsAreForTheirQueue) {
    run([&] {
        ASSERT_TRUE(negotiate());
        enable(0, queue.place());
        enable(1, second_queue.place());
        driver_ok();
        sc_core::wait(ns(1000));
        offer(0);
        second_queue.describe(0, {data, 4});
        second_queue.offer(0);
        notify(1);
        sc_core::wait(ns(1000));
        EXPECT_THAT(queue.used(), IsEmpty());
        EXPECT_THAT(second_queue.used(), SizeIs(1));
    });
}

TEST_F(EngineTest, NoNotifyIsSetWhileItWorks) {
    run([&] {
        start_and_settle();
        EXPECT_EQ(queue.used_flags(), 0U);
        offer(0);
        const auto notified = now();
        notify(0);
        wait_since(notified, to_fetch + 1);
        EXPECT_EQ(queue.used_flags(), 1U);
        sc_core::wait(ns(1000));
        EXPECT_EQ(queue.used_flags(), 0U);
    });
}

struct NotificationDataTest : EngineTest {
    NotificationDataTest() : EngineTest(with(feature::notification_data)) {}
};

TEST_F(NotificationDataTest, TheUpperHalfSaysWhatIsNew) {
    run([&] {
        start_and_settle(feature::notification_data);
        offer(0);
        notify(0x0001'0000);
        EXPECT_EQ(wait_for_interrupt(), 1U);
        EXPECT_THAT(queue.used(), SizeIs(1));
    });
}

TEST_F(NotificationDataTest, WithoutTheFeatureItIsAnotherQueue) {
    run([&] {
        start_and_settle();
        offer(0);
        notify(0x0001'0000);
        sc_core::wait(ns(1000));
        EXPECT_THAT(queue.used(), IsEmpty());
    });
}

// --- Interrupts
// -----------------------------------------------------------------------------------

TEST_F(EngineTest, AnInterruptThatIsNotWantedIsSuppressed) {
    run([&] {
        start_and_settle();
        queue.set_available_flags(1);
        offer(0);
        notify(0);
        sc_core::wait(ns(1000));
        EXPECT_THAT(queue.used(), SizeIs(1));
    });
    EXPECT_THAT(probe.changes(), IsEmpty());
    EXPECT_EQ(engine.counters().suppressed_interrupts, 1U);
}

struct SlowInterruptTest : EngineTest {
    static BenchParameters parameters() {
        BenchParameters of;
        of.engine.time.completion_to_interrupt = ns(500);
        return of;
    }
    SlowInterruptTest() : EngineTest(parameters()) {}
};

TEST_F(SlowInterruptTest, InterruptsOnTheirWayAreCoalesced) {
    run([&] {
        start_and_settle();
        for (std::uint16_t i = 0; i < 3; ++i) {
            offer(i);
        }
        notify(0);
        EXPECT_EQ(wait_for_interrupt(), 1U);
        EXPECT_EQ(queue.used_index(), 3U);
    });
    EXPECT_EQ(engine.counters().coalesced_interrupts, 2U);
    EXPECT_EQ(transport.interrupts().asserted, 1U);
    EXPECT_EQ(transport.interrupts().coalesced, 0U);
}

struct EventIndexEngineTest : EngineTest {
    EventIndexEngineTest() : EngineTest(with(feature::event_index)) {}
};

TEST_F(EventIndexEngineTest, TheDriverSaysWhenItWantsAnInterrupt) {
    run([&] {
        start_and_settle(feature::event_index);
        queue.set_used_event(2);
        for (std::uint16_t i = 0; i < 3; ++i) {
            offer(i);
        }
        EXPECT_EQ(queue.available_event(), 0U);
        notify(0);
        EXPECT_EQ(wait_for_interrupt(), 1U);
        EXPECT_EQ(queue.used_index(), 3U);
        EXPECT_EQ(queue.available_event(), 3U);
    });
    EXPECT_EQ(engine.counters().suppressed_interrupts, 2U);
}

struct PackedEngineTest : EngineTest {
    PackedEngineTest() : EngineTest(with(feature::ring_packed | feature::event_index)) {}
};

TEST_F(PackedEngineTest, PackedRingsWorkToo) {
    run([&] {
        start_and_settle(feature::ring_packed | feature::event_index);
        EXPECT_EQ(packed.device_events(), PackedQueue::at_descriptor);
        memory.put(data, {9, 8, 7});
        for (std::uint16_t i = 0; i < 20; ++i) {
            packed.offer({{data, 3, descriptor_flag::next, 0},
                          {data + 0x100, 3, descriptor_flag::write, i}});
            notify(0);
            EXPECT_EQ(wait_for_interrupt(), 1U);
            EXPECT_THAT(packed.used(), ElementsAre(Finished{i, 3}));
        }
        EXPECT_EQ(memory.get(data + 0x100, 3), (std::vector<std::uint8_t>{9, 8, 7}));
    });
}

struct InOrderTest : EngineTest {
    InOrderTest() : EngineTest(with(feature::in_order)) {}
};

TEST_F(InOrderTest, BuffersInOrderAreUsedInOrder) {
    run([&] {
        start_and_settle(feature::in_order);
        for (const std::uint16_t head : std::vector<std::uint16_t>{4, 2, 3}) {
            offer(head);
        }
        notify(0);
        sc_core::wait(ns(1000));
        EXPECT_THAT(queue.used(), ElementsAre(Finished{4, 0}, Finished{2, 0}, Finished{3, 0}));
    });
}

TEST_F(InOrderTest, ADeviceThatDoesOtherwiseIsBroken) {
    device.serves = [](Queue& served) {
        Buffer first = served.take();
        served.give_back(served.take());
        served.give_back(std::move(first));
    };
    run([&] {
        start_and_settle(feature::in_order);
        offer(0);
        offer(1);
        notify(0);
        sc_core::wait(ns(1000));
        EXPECT_THAT(engine.diagnosis(), HasSubstr("in another order"));
        start_and_settle(); // where it was not agreed on, it may
        queue.set_available(0);
        offer(0);
        offer(1);
        notify(0);
        sc_core::wait(ns(1000));
        EXPECT_FALSE(needs_reset());
    });
}

// --- Replies
// --------------------------------------------------------------------------------------

TEST_F(EngineTest, AReplyGoesOverAllWhatIsWritable) {
    constexpr std::uint16_t next_write = descriptor_flag::next | descriptor_flag::write;
    run([&] {
        start_and_settle();
        memory.put(data, {1, 2, 3, 4, 5});
        queue.describe(0, {data, 5, descriptor_flag::next, 1});
        queue.describe(1, {data + 0x100, 0, next_write, 2}); // of no length
        queue.describe(2, {data + 0x200, 2, next_write, 3});
        queue.describe(3, {data + 0x300, 0, next_write, 4});
        queue.describe(4, {data + 0x400, 9, descriptor_flag::write});
        queue.offer(0);
        notify(0);
        EXPECT_EQ(wait_for_interrupt(), 1U);
        EXPECT_EQ(memory.get(data + 0x200, 3), (std::vector<std::uint8_t>{1, 2, 0}));
        EXPECT_EQ(memory.get(data + 0x400, 4), (std::vector<std::uint8_t>{3, 4, 5, 0}));
        EXPECT_THAT(queue.used(), ElementsAre(Finished{0, 5}));
    });
    EXPECT_EQ(engine.counters().bytes_written, 5U);
}

TEST_F(EngineTest, AReplyThatIsTooLongIsAFaultOfTheDevice) {
    device.serves = [](Queue& served) {
        Buffer buffer = served.take();
        buffer.reply.resize(buffer.writable + 1);
        served.give_back(std::move(buffer));
    };
    run([&] {
        start_and_settle();
        offer_with_reply(0, 0, 4);
        notify(0);
        EXPECT_EQ(wait_for_interrupt(), 2U);
        EXPECT_EQ(engine.diagnosis(),
                  "queue 0 (rx): engine replies with 5 bytes, and has room for 4");
    });
}

// --- Broken rings
// ---------------------------------------------------------------------------------

TEST_F(EngineTest, ABrokenRingNeedsAResetAndTellsTheDriver) {
    run([&] {
        start_and_settle();
        queue.set_available(100);
        notify(0);
        EXPECT_EQ(wait_for_interrupt(), 2U); // a change of the configuration [2.1.2]
        EXPECT_EQ(get(mmio::status), 64U + 15U);
        EXPECT_THAT(engine.diagnosis(),
                    StartsWith("queue 0 (rx): the available ring's index went from 0 to 100"));
        queue.set_available(0);
        offer(0);
        notify(0); // no longer
        sc_core::wait(ns(5000));
        EXPECT_THAT(queue.used(), IsEmpty());
        set(mmio::status, 79); // and not by a driver that goes on
        EXPECT_EQ(get(mmio::status), 79U);
        start(); // but from the beginning
        notify(0);
        EXPECT_EQ(wait_for_interrupt(), 1U);
        EXPECT_THAT(queue.used(), ElementsAre(Finished{0, 0}));
    });
    EXPECT_EQ(engine.counters().needs_resets, 1U);
}

TEST_F(EngineTest, ABufferOutsideOfMemoryIsNamed) {
    run([&] {
        start_and_settle();
        queue.describe(5, {0x1234, 16});
        queue.offer(5);
        notify(0);
        EXPECT_EQ(wait_for_interrupt(), 2U);
        EXPECT_EQ(engine.diagnosis(), "queue 0 (rx), buffer of descriptor 5: 16 bytes at 0x1234");
    });
}

TEST_F(EngineTest, AReplyOutsideOfMemoryIsNamed) {
    run([&] {
        start_and_settle();
        queue.describe(2, {data, 4, descriptor_flag::next, 3});
        queue.describe(3, {0x1234, 4, descriptor_flag::write});
        queue.offer(2);
        notify(0);
        EXPECT_EQ(wait_for_interrupt(), 2U);
        EXPECT_EQ(engine.diagnosis(), "queue 0 (rx), buffer of descriptor 2: 4 bytes at 0x1234");
    });
}

TEST_F(EngineTest, ARingOutsideOfMemoryIsNamed) {
    run([&] {
        ASSERT_TRUE(negotiate());
        enable(1, {8, 0x1000, 0x2000, 0x3000});
        driver_ok();
        EXPECT_EQ(wait_for_interrupt(), 2U);
        EXPECT_EQ(engine.diagnosis(),
                  "queue 1 (tx), index of the available ring: 2 bytes at 0x2002");
    });
}

TEST_F(EngineTest, OneBrokenQueueStopsTheOthers) {
    run([&] {
        ASSERT_TRUE(negotiate());
        enable(0, queue.place());
        enable(1, second_queue.place());
        driver_ok();
        sc_core::wait(ns(1000));
        second_queue.set_available(9);
        notify(1);
        EXPECT_EQ(wait_for_interrupt(), 2U);
        offer(0);
        notify(0);
        sc_core::wait(ns(5000));
        EXPECT_THAT(queue.used(), IsEmpty());
        EXPECT_THAT(engine.diagnosis(), StartsWith("queue 1 (tx)"));
    });
}

TEST_F(EngineTest, TheFirstDiagnosisStays) {
    run([&] {
        start_and_settle();
        device.events().needs_reset("first");
        device.events().needs_reset("second");
    });
    EXPECT_EQ(engine.diagnosis(), "first");
    EXPECT_EQ(engine.counters().needs_resets, 1U);
}

// --- Resets
// ---------------------------------------------------------------------------------------

TEST_F(EngineTest, ResetWhileItWaits) {
    run([&] {
        start_and_settle();
        for (int i = 0; i < 100; ++i) {
            queue = SplitQueue(memory, rings, 8);
            memory.bytes.assign(memory.bytes.size(), 0);
            start();
            offer(0);
            notify(0);
            EXPECT_EQ(wait_for_interrupt(), 1U);
            EXPECT_THAT(queue.used(), ElementsAre(Finished{0, 0}));
        }
    });
    EXPECT_EQ(engine.counters().buffers, 100U);
}

TEST_F(EngineTest, ResetBeforeItFetches) {
    run([&] {
        start_and_settle();
        offer(0);
        notify(0);
        sc_core::wait(ns(100));
        set(mmio::status, 0);
        device_memory.accesses.clear();
        sc_core::wait(ns(5000));
        EXPECT_THAT(device_memory.accesses, IsEmpty());
    });
}

TEST_F(EngineTest, ResetWhileItProcesses) {
    run([&] {
        start_and_settle();
        offer(0);
        const auto notified = now();
        notify(0);
        wait_since(notified, to_fetch + 10);
        set(mmio::status, 0);
        EXPECT_EQ(get(mmio::status), 0U);
        device_memory.accesses.clear();
        sc_core::wait(ns(5000));
        EXPECT_THAT(device_memory.accesses, IsEmpty());
        EXPECT_THAT(probe.changes(), IsEmpty());
    });
}

TEST_F(EngineTest, ResetInTheInstantInWhichItTouchesMemory) {
    run([&] {
        start_and_settle();
        offer(0);
        const auto notified = now();
        notify(0);
        wait_since(notified, to_fetch); // this thread is the first of the two
        set(mmio::status, 0);
        device_memory.accesses.clear();
        sc_core::wait(ns(5000));
        EXPECT_THAT(device_memory.accesses, IsEmpty());
    });
}

TEST_F(EngineTest, ResetWhileAnInterruptIsOnItsWay) {
    run([&] {
        start_and_settle();
        offer(0);
        const auto notified = now();
        notify(0);
        wait_since(notified, to_fetch + per_descriptor + 10 * per_byte + 10);
        ASSERT_EQ(queue.used_index(), 1U);
        set(mmio::status, 0);
        sc_core::wait(ns(5000));
        EXPECT_THAT(probe.changes(), IsEmpty());
        queue.set_available(0);
        start(); // and none is left over
        sc_core::wait(ns(5000));
        EXPECT_EQ(get(mmio::interrupt_status), 0U);
    });
}

TEST_F(EngineTest, ResetByADeviceThatWaits) {
    int resets = 0;
    sc_core::sc_event something;
    device.serves = [&](Queue& served) {
        try {
            served.wait(something);
            FAIL();
        } catch (const QueueReset&) {
            ++resets;
            throw;
        }
    };
    run([&] {
        start_and_settle();
        set(mmio::queue_ready, 0);
        sc_core::wait(ns(10));
        EXPECT_EQ(resets, 1);
        set(mmio::queue_ready, 1);
        sc_core::wait(ns(10));
        set(mmio::status, 0);
        sc_core::wait(ns(10));
        EXPECT_EQ(resets, 2);
    });
}

TEST_F(EngineTest, ADeviceThatServesNoLongerIsCalledAfterTheReset) {
    int calls = 0;
    device.serves = [&](Queue&) {
        ++calls;
    };
    run([&] {
        start_and_settle();
        EXPECT_EQ(calls, 1);
        notify(0);
        sc_core::wait(ns(1000));
        EXPECT_EQ(calls, 1);
        start_and_settle();
        EXPECT_EQ(calls, 2);
    });
}

// --- Timed memory
// ---------------------------------------------------------------------------------

struct TimedMemoryTest : EngineTest {
    TimedMemoryTest() { device_memory.access_time = ns(400); }
};

TEST_F(TimedMemoryTest, EachAccessTakesItsTime) {
    run([&] {
        start();
        sc_core::wait(ns(10000));
        offer(0);
        const double notified = now() / ns(1);
        device_memory.accesses.clear();
        notify(0);
        sc_core::wait(ns(10000));
        // Index, entry, descriptor; flag NO_NOTIFY; the request.
        const double fetched = notified + to_fetch + 5 * 400;
        EXPECT_THAT(times_of(false, data), ElementsAre(fetched));
        // Entry of the used ring, its index; then the driver's flags.
        const double used = fetched + per_descriptor + 10 * per_byte + 2 * 400;
        EXPECT_THAT(times_of(true, queue.place().device_area + 2), ElementsAre(used));
        EXPECT_THAT(probe.changes(), ElementsAre(std::pair(used + 400 + to_interrupt, true)));
    });
}

TEST_F(TimedMemoryTest, WhatWaitsFollowsAtOnce) {
    run([&] {
        start();
        sc_core::wait(ns(10000));
        offer(0);
        offer(1);
        const double notified = now() / ns(1);
        device_memory.accesses.clear();
        notify(0);
        sc_core::wait(ns(20000));
        const double first = notified + to_fetch + 5 * 400 + per_descriptor + 10 * per_byte + 1200;
        EXPECT_THAT(times_of(false, data + 0x100), ElementsAre(first + 4 * 400));
    });
}

TEST_F(TimedMemoryTest, ADriverFindsAllOfSeveralBuffersOrNone) {
    device.serves = [](Queue& served) {
        std::vector<Buffer> buffers;
        buffers.push_back(served.take());
        buffers.push_back(served.take());
        served.give_back_together(std::move(buffers));
        served.take();
    };
    run([&] {
        start();
        offer(0);
        offer(1);
        notify(0);
        std::vector<std::size_t> seen;
        for (int i = 0; i < 2000; ++i) {
            sc_core::wait(ns(10));
            if (const std::size_t count = queue.used().size(); count != 0) {
                seen.push_back(count);
            }
        }
        EXPECT_THAT(seen, ElementsAre(2U));
    });
}

/// A reset at every instant of a buffer's life: when it is over the device touches nothing any
/// more, and it works again. (With a sanitizer: nor does it touch what it has freed.)
TEST_F(TimedMemoryTest, ResetInTheMiddleOfAnyAccess) {
    run([&] {
        for (int instant = 0; instant < 5000; instant += 70) {
            SplitQueue fresh(memory, rings, 8);
            memory.bytes.assign(memory.bytes.size(), 0);
            queue = fresh;
            start();
            offer_with_reply(0, 4, 4);
            notify(0);
            sc_core::wait(ns(instant));
            set(mmio::status, 0);
            ASSERT_EQ(get(mmio::status), 0U);
            const std::size_t before = device_memory.accesses.size();
            sc_core::wait(ns(3000));
            ASSERT_EQ(device_memory.accesses.size(), before) << instant;
        }
        queue = SplitQueue(memory, rings, 8);
        memory.bytes.assign(memory.bytes.size(), 0);
        start();
        offer(0);
        notify(0);
        EXPECT_EQ(wait_for_interrupt(), 1U);
    });
    EXPECT_EQ(engine.diagnosis(), "");
}

TEST_F(TimedMemoryTest, StoppingAQueueTakesUntilItHasStopped) {
    run([&] {
        start();
        sc_core::wait(ns(10000));
        offer(0);
        const auto notified = now();
        notify(0);
        wait_since(notified, to_fetch + 100); // within the first access, which ends at 600
        set(mmio::queue_ready, 0);
        EXPECT_EQ(now(), notified + ns(to_fetch + 400 + write_latency));
        EXPECT_EQ(get(mmio::queue_ready), 0U);
        EXPECT_EQ(get(mmio::status), 15U);
    });
}

TEST_F(TimedMemoryTest, AQueueIsEnabledAgainAtOnce) {
    run([&] {
        start();
        sc_core::wait(ns(10000));
        offer(0);
        const auto notified = now();
        notify(0);
        wait_since(notified, to_fetch + 100);
        set(mmio::queue_ready, 0);
        queue.set_available(0);
        offer(3);
        set(mmio::queue_ready, 1);
        sc_core::wait(ns(10000));
        EXPECT_EQ(queue.used_index(), 1U);
        EXPECT_EQ(memory.get32(queue.place().device_area + 4), 3U);
    });
}

/// A driver may have a buffer written to the device's own registers.
TEST_F(TimedMemoryTest, ADeviceMayResetItself) {
    constexpr std::uint64_t registers = 0x1000'0000;
    device_memory.elsewhere = [&](std::uint64_t address, const void* bytes, std::size_t size) {
        if (address < registers || address >= registers + 0x1000) {
            return false;
        }
        std::vector<std::uint8_t> copy(size);
        std::memcpy(copy.data(), bytes, size);
        tlm::tlm_generic_payload transaction;
        Stimulus::fill(transaction, tlm::TLM_WRITE_COMMAND, address - registers, copy.data(),
                       static_cast<unsigned>(size));
        DeviceAccess by_a_device;
        transaction.set_extension(&by_a_device);
        sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
        cpu.socket->b_transport(transaction, delay);
        transaction.clear_extension(&by_a_device);
        sc_core::wait(delay);
        return true;
    };
    run([&] {
        start();
        queue.describe(0, {data, 4, descriptor_flag::next, 1}); // zeros
        queue.describe(1, {registers + mmio::status, 4, descriptor_flag::write});
        queue.offer(0);
        notify(0);
        sc_core::wait(ns(20000));
        EXPECT_EQ(get(mmio::status), 0U);
        EXPECT_EQ(queue.used_index(), 0U);
        queue.set_available(0);
        start();
        offer(3);
        notify(0);
        EXPECT_EQ(wait_for_interrupt(), 1U);
    });
}

TEST_F(TimedMemoryTest, AFaultOfTheQueueBeforeTheResetIsForgotten) {
    run([&] {
        ASSERT_TRUE(negotiate());
        enable(0, {8, 0x1000, 0x2000, 0x3000}); // leads nowhere
        driver_ok();
        sc_core::wait(ns(to_fetch + 100));
        set(mmio::status, 0);
        sc_core::wait(ns(5000));
        EXPECT_EQ(get(mmio::status), 0U);
        EXPECT_EQ(engine.diagnosis(), "");
    });
}

} // namespace
} // namespace ampsim::models::virtio

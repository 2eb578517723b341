// SPDX-License-Identifier: BSD-3-Clause
//
// What a driver that behaves sees, however registers and notifications are carried.
#include "models/hvl/ampsim_virtio_ram.h"
#include "platforms/guests/linux/pmm/rng.h"
#include "tests/unit/pmm/bench.h"

#include <gmock/gmock.h>

namespace ampsim::pmm::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Bench::MakeDevice rng() {
    return [](EventLoop& loop) {
        return std::make_unique<Rng>(loop);
    };
}

struct RelationTest : testing::TestWithParam<Way> {
    RelationTest() {
        bench.add("rng", rng());
        bench.add("rng", rng());
        bench.start();
    }
    Bench bench{GetParam()};
};

TEST_P(RelationTest, ADriverFindsADeviceAndUsesIt) {
    Driver driver = bench.driver(0);
    EXPECT_EQ(driver.device_id(), 4);
    driver.start();
    driver.interrupted();
    driver.add(0, {}, 32);
    driver.kick(0);
    EXPECT_THAT(driver.take(0), SizeIs(32));
    EXPECT_TRUE(driver.interrupted());
    EXPECT_FALSE(driver.interrupted());
    EXPECT_THAT(bench.said(), HasSubstr("hvl0, rng: its driver is there"));
}

TEST_P(RelationTest, BuffersThatAreThereBeforeDriverOkAreServed) {
    Driver driver = bench.driver(0);
    driver.write_status(1);
    driver.write_features(GetParam().shim ? feature::version_1 : 0);
    driver.write_status(GetParam().shim ? 11 : 3);
    driver.set_queue(0, driver.ring_address(0), 8);
    driver.add(0, {}, 4);
    EXPECT_FALSE(driver.has_used(0));
    driver.write_status(driver.status() | status::driver_ok);
    EXPECT_THAT(driver.take(0), SizeIs(4));
}

TEST_P(RelationTest, EachDeviceIsServedByItself) {
    Driver one = bench.driver(0);
    Driver other = bench.driver(1);
    one.start();
    other.start();
    for (int n = 0; n < 100; ++n) {
        one.add(0, {}, 16);
        other.add(0, {}, 8);
        one.kick(0);
        other.kick(0);
        ASSERT_THAT(one.take(0), SizeIs(16));
        ASSERT_THAT(other.take(0), SizeIs(8));
    }
    EXPECT_EQ(bench.server(0).counters(0).chains, 100);
    EXPECT_EQ(bench.server(1).counters(0).bytes_written, 800);
}

TEST_P(RelationTest, AnInterruptThatIsNotWantedDoesNotCome) {
    Driver driver = bench.driver(0);
    driver.start();
    driver.interrupted();
    driver.want_interrupts(0, false);
    driver.add(0, {}, 16);
    driver.kick(0);
    EXPECT_TRUE(driver.has_used(0));
    EXPECT_FALSE(driver.interrupted());
    EXPECT_EQ(bench.server(0).counters(0).suppressed_interrupts, 1);
}

TEST_P(RelationTest, APolledDeviceAsksForNoNotifications) {
    Driver driver = bench.driver(0);
    driver.start();
    EXPECT_EQ(driver.notifications_wanted(0), !GetParam().polled);
}

TEST_P(RelationTest, AResetIsABeginning) {
    Driver driver = bench.driver(0);
    driver.start();
    driver.add(0, {}, 16);
    driver.kick(0);
    driver.reset();
    EXPECT_EQ(driver.status(), 0);
    EXPECT_FALSE(bench.server(0).is_started());
    std::memset(driver.at(driver.ring_address(0)), 0, 0x1000);
    driver.start();
    driver.add(0, {}, 24);
    driver.kick(0);
    EXPECT_THAT(driver.take(0), SizeIs(24));
}

TEST_P(RelationTest, AResetOfADeviceThatNobodyUsesIsAnswered) {
    Driver driver = bench.driver(0);
    driver.reset();
    driver.reset();
    driver.start();
    EXPECT_TRUE(bench.server(0).is_started());
}

TEST_P(RelationTest, AMonitorThatComesLaterGoesOn) {
    Driver driver = bench.driver(0);
    driver.start();
    for (int n = 0; n < 11; ++n) { // more than the ring has
        driver.add(0, {}, 16);
        driver.kick(0);
        driver.take(0);
    }
    bench.kill();
    driver.add(0, {}, 16);
    driver.kick(0);
    EXPECT_FALSE(driver.has_used(0));
    driver.interrupted();
    bench.start();
    EXPECT_THAT(driver.take(0), SizeIs(16));
    EXPECT_TRUE(driver.interrupted());
    EXPECT_THAT(bench.said(), HasSubstr("hvl0, rng: goes on with its driver"));
    driver.add(0, {}, 20);
    driver.kick(0);
    EXPECT_THAT(driver.take(0), SizeIs(20));
}

TEST_P(RelationTest, AnInterruptThatWasOnItsWayIsMadeUpFor) {
    Driver driver = bench.driver(0);
    driver.start();
    bench.kill();
    driver.interrupted();
    bench.start();
    EXPECT_TRUE(driver.interrupted());
}

TEST_P(RelationTest, AResetWhileThereIsNoMonitorIsDoneWhenItComes) {
    Driver driver = bench.driver(0);
    driver.start();
    bench.kill();
    if (GetParam().shim) {
        driver.write_status(0);
    } else {
        driver.set_register_in_ram(AMPSIM_RAM_STATUS, 0);
        driver.set_register_in_ram(AMPSIM_RAM_RESETS_WANTED,
                                   driver.register_in_ram(AMPSIM_RAM_RESETS) + 1);
    }
    bench.start();
    EXPECT_EQ(driver.status(), 0);
    std::memset(driver.at(driver.ring_address(0)), 0, 0x1000);
    driver.start();
    driver.add(0, {}, 16);
    driver.kick(0);
    EXPECT_THAT(driver.take(0), SizeIs(16));
}

TEST_P(RelationTest, AMonitorThatComesInTheMiddleOfASetUp) {
    Driver driver = bench.driver(0);
    driver.write_status(1);
    driver.write_features(GetParam().shim ? feature::version_1 : 0);
    driver.write_status(GetParam().shim ? 11 : 3);
    driver.set_queue(0, driver.ring_address(0), 8);
    bench.kill();
    bench.start();
    driver.write_status(driver.status() | status::driver_ok);
    driver.add(0, {}, 16);
    driver.kick(0);
    EXPECT_THAT(driver.take(0), SizeIs(16));
}

TEST_P(RelationTest, TheReportHasEveryQueue) {
    Driver driver = bench.driver(0);
    driver.start();
    driver.add(0, {}, 16);
    driver.kick(0);
    EXPECT_THAT(bench.relation->report(), HasSubstr("hvl0, rng, requests: scans "));
    EXPECT_THAT(bench.relation->report(), HasSubstr("chains 1, bytes_read 0, bytes_written 16"));
}

INSTANTIATE_TEST_SUITE_P(, RelationTest, testing::ValuesIn(every_way), name_of);

// --- What notifications cost, and what the registers in the window are
// ----------------------------

TEST(SharedNotificationTest, MeansAllQueuesOfAllDevices) {
    Bench bench({false, false, false, 1});
    bench.add("rng", rng());
    bench.add("rng", rng());
    bench.start();
    Driver one = bench.driver(0);
    Driver other = bench.driver(1);
    one.start();
    other.start();
    const auto before = bench.server(1).counters(0).scans;
    one.add(0, {}, 16);
    one.kick(0);
    EXPECT_EQ(bench.server(1).counters(0).scans, before + 1);
}

TEST(PerQueueNotificationTest, MeansThatQueueAlone) {
    Bench bench({false, true, false, 1});
    bench.add("rng", rng());
    bench.add("rng", rng());
    bench.start();
    Driver one = bench.driver(0);
    Driver other = bench.driver(1);
    one.start();
    other.start();
    const auto before = bench.server(1).counters(0).scans;
    const auto looks = bench.relation->counters().looks;
    one.add(0, {}, 16);
    one.kick(0);
    EXPECT_EQ(bench.server(1).counters(0).scans, before);
    EXPECT_EQ(bench.relation->counters().looks, looks);
}

TEST(ImageTest, IsThatOfOpenAmpsMonitor) {
    Bench bench({false, false, false, 1});
    bench.add("rng", rng());
    bench.start();
    const Driver driver = bench.driver(0);
    EXPECT_EQ(driver.register_in_ram(0x000), 0x74726976);
    EXPECT_EQ(driver.register_in_ram(0x004), 1);
    EXPECT_EQ(driver.register_in_ram(0x008), 4);
    EXPECT_EQ(driver.register_in_ram(0x00c), 0x4d564b4c);
    EXPECT_EQ(driver.register_in_ram(0x030), 0xff00ff00);
    EXPECT_EQ(driver.register_in_ram(0x034), 64);
    EXPECT_EQ(driver.register_in_ram(0x038), 0xff00ff00);
    EXPECT_EQ(driver.register_in_ram(0x040), 0xff00ff00);
    EXPECT_EQ(driver.register_in_ram(0x0b0), Bench::pool_size);
    EXPECT_EQ(driver.register_in_ram(0x0b8), Bench::window_base + 0x1000);
}

TEST(ImageTest, AQueueIsAcknowledgedWhenItIsTaken) {
    Bench bench({false, false, false, 1});
    bench.add("rng", rng());
    bench.start();
    Driver driver = bench.driver(0);
    driver.set_queue(0, driver.ring_address(0), 8);
    EXPECT_EQ(driver.register_in_ram(AMPSIM_RAM_QUEUE_PFN), AMPSIM_RAM_CONFIG_ACKNOWLEDGED);
    EXPECT_TRUE(driver.interrupted());
}

TEST(ImageTest, AStatusThatGoesToZeroIsAResetForOpenAmpsDriver) {
    Bench bench({false, false, false, 1});
    bench.add("rng", rng());
    bench.start();
    Driver driver = bench.driver(0);
    driver.start();
    const std::uint32_t resets = driver.register_in_ram(AMPSIM_RAM_RESETS);
    driver.write_status(0);
    EXPECT_EQ(driver.register_in_ram(AMPSIM_RAM_RESETS), resets + 1);
    EXPECT_FALSE(bench.server(0).is_started());
    driver.kick(0); // once, and not again
    EXPECT_EQ(driver.register_in_ram(AMPSIM_RAM_RESETS), resets + 1);
}

TEST(ImageTest, WhatTheDriverHasSeenOfInterruptStatusGoesAway) {
    Bench bench({false, false, false, 1});
    bench.add("rng", rng());
    bench.start();
    Driver driver = bench.driver(0);
    driver.start();
    driver.add(0, {}, 16);
    driver.kick(0);
    EXPECT_EQ(driver.register_in_ram(AMPSIM_RAM_INTERRUPT_STATUS), 1);
    driver.set_register_in_ram(AMPSIM_RAM_INTERRUPT_ACK, 1);
    driver.kick(0);
    EXPECT_EQ(driver.register_in_ram(AMPSIM_RAM_INTERRUPT_STATUS), 0);
    EXPECT_EQ(driver.register_in_ram(AMPSIM_RAM_INTERRUPT_ACK), 0);
}

} // namespace
} // namespace ampsim::pmm::test

// SPDX-License-Identifier: BSD-3-Clause
#include "models/bus_master/bus_master.h"

#include "models/bus_master/posted_messages.h"
#include "models/memory/memory.h"
#include "tests/unit/models/script.h"

#include <gmock/gmock.h>

#include <vector>

namespace ampsim::models {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::uint64_t shared_at = 0x1000; ///< timed memory is from 0 on
constexpr double least = 200;               // ns
constexpr double memory_latency = 40;

BusMasterParameters granting(std::vector<BusWindow> granted, bool refuses = true) {
    BusMasterParameters parameters;
    parameters.least_touch_latency = ns(least);
    parameters.granted = std::move(granted);
    parameters.refuses_outside = refuses;
    return parameters;
}

struct BusMasterTest : testing::Test {
    explicit BusMasterTest(const BusMasterParameters& parameters = granting({}))
        : master("master", parameters) {
        master.socket.bind(timed.socket);
    }
    void share() { master.share(shared_at, bytes.size(), bytes.data()); }
    std::string refused(std::uint64_t address, std::size_t size) {
        std::vector<std::uint8_t> data(size);
        try {
            master.read(address, data.data(), size, "queue 0, descriptor 3");
        } catch (const AccessRefused& problem) {
            return problem.what();
        }
        return "";
    }

    std::vector<std::uint8_t> bytes = std::vector<std::uint8_t>(0x100);
    Memory timed{"timed", 0x1000, {ns(memory_latency), ns(memory_latency)}};
    BusMaster master;
    sc_core::sc_event never;
    Script script{"script"};
};

// --- Instants
// -------------------------------------------------------------------------------------

TEST_F(BusMasterTest, AnInstantIsAnnouncedAndComes) {
    share();
    EXPECT_EQ(master.next_touch(), sc_core::sc_max_time());
    script.run([&] {
        sc_core::sc_spawn([&] {
            wait_until(ns(499));
            EXPECT_EQ(master.next_touch(), ns(500));
        });
        EXPECT_TRUE(master.touch_after(ns(500), never));
        EXPECT_EQ(now(), ns(500));
        EXPECT_EQ(master.next_touch(), sc_core::sc_max_time());
    });
}

TEST_F(BusMasterTest, TheEarliestOfSeveralIsAnnounced) {
    share();
    script.run([&] {
        for (const double delay : {700, 300, 300, 900}) {
            sc_core::sc_spawn([this, delay] { master.touch_after(ns(delay), never); });
        }
        wait_until(ns(1));
        EXPECT_EQ(master.next_touch(), ns(300));
        wait_until(ns(301));
        EXPECT_EQ(master.next_touch(), ns(700));
        wait_until(ns(701));
        EXPECT_EQ(master.next_touch(), ns(900));
    });
}

TEST_F(BusMasterTest, ItIsNoSoonerThanTheLeastLatency) {
    share();
    script.run([&] {
        EXPECT_TRUE(master.touch_after(ns(10), never));
        EXPECT_EQ(now(), ns(least));
        EXPECT_TRUE(master.touch_after(ns(10), never)); // from such an instant it may
        EXPECT_EQ(now(), ns(least + 10));
        EXPECT_TRUE(master.touch_after(ns(0), never));
        EXPECT_EQ(now(), ns(least + 10));
        sc_core::wait(ns(1));
        EXPECT_TRUE(master.touch_after(ns(10), never));
        EXPECT_EQ(now(), ns(2 * least + 11));
    });
}

TEST_F(BusMasterTest, WithoutDirectMemoryThereIsNoLeastLatency) {
    script.run([&] {
        EXPECT_TRUE(master.touch_after(ns(10), never));
        EXPECT_EQ(now(), ns(10));
    });
}

TEST_F(BusMasterTest, InstantsAreWholeNanoseconds) {
    share();
    script.run([&] {
        sc_core::wait(sc_core::sc_time(300, sc_core::SC_PS));
        EXPECT_TRUE(master.touch_after(sc_core::sc_time(300'100, sc_core::SC_PS), never));
        EXPECT_EQ(now(), ns(301));
    });
}

TEST_F(BusMasterTest, AnInstantThatIsAbandonedIsAnnouncedNoLonger) {
    share();
    sc_core::sc_event abandoned;
    script.run([&] {
        abandoned.notify(ns(250));
        EXPECT_FALSE(master.touch_after(ns(500), abandoned));
        EXPECT_EQ(now(), ns(250));
        EXPECT_EQ(master.next_touch(), sc_core::sc_max_time());
        std::uint8_t byte = 0;
        master.read(shared_at, &byte, 1, "it"); // this is no instant to touch memory
        EXPECT_EQ(now(), ns(250 + least));
    });
}

// --- Memory
// ---------------------------------------------------------------------------------------

TEST_F(BusMasterTest, DirectMemoryTakesNoTimeInAnInstant) {
    share();
    const std::vector<std::uint8_t> data{1, 2, 3, 4};
    std::vector<std::pair<std::uint64_t, std::size_t>> written;
    master.on_direct_write(
        [&](std::uint64_t address, std::size_t size) { written.emplace_back(address, size); });
    script.run([&] {
        master.touch_after(ns(300), never);
        master.write(shared_at + 0xfc, data.data(), 4, "it");
        std::vector<std::uint8_t> back(4);
        master.read(shared_at + 0xfc, back.data(), 4, "it");
        EXPECT_EQ(back, data);
        EXPECT_EQ(now(), ns(300));
    });
    EXPECT_EQ(bytes[0xff], 4);
    EXPECT_EQ(master.direct_counts().writes, 1U);
    EXPECT_EQ(master.direct_counts().bytes_read, 4U);
    EXPECT_THAT(written, ElementsAre(std::pair(shared_at + 0xfc, std::size_t{4})));
}

TEST_F(BusMasterTest, DirectMemoryWaitsForAnInstant) {
    share();
    script.run([&] {
        std::uint8_t byte = 0;
        master.read(shared_at, &byte, 1, "it");
        EXPECT_EQ(now(), ns(least));
        master.read(shared_at, &byte, 1, "it");
        EXPECT_EQ(now(), ns(least));
        sc_core::wait(ns(1));
        master.write(shared_at, &byte, 1, "it");
        EXPECT_EQ(now(), ns(2 * least + 1));
    });
}

TEST_F(BusMasterTest, TimedMemoryTakesTheTimeOfItsWay) {
    script.run([&] {
        std::uint32_t word = 0x12345678;
        master.write(0x20, &word, 4, "it");
        EXPECT_EQ(now(), ns(memory_latency));
        word = 0;
        master.read(0x20, &word, 4, "it");
        EXPECT_EQ(now(), ns(2 * memory_latency));
        EXPECT_EQ(word, 0x12345678U);
        master.read(0x20, &word, 0, "nothing");
        EXPECT_EQ(now(), ns(2 * memory_latency));
    });
    EXPECT_EQ(master.direct_counts().reads, 0U);
}

TEST_F(BusMasterTest, WhatLeadsNowhereIsRefusedByName) {
    share();
    script.run([&] {
        EXPECT_THAT(refused(0x5000, 16), HasSubstr("queue 0, descriptor 3: 16 bytes at 0x5000 are "
                                                   "not all in memory that master can reach"));
        EXPECT_THAT(refused(shared_at + 0xf8, 16), HasSubstr("16 bytes at 0x10f8"));
        EXPECT_THAT(refused(shared_at - 8, 16), HasSubstr("16 bytes at 0xff8")); // half of it
        EXPECT_THAT(refused(UINT64_MAX - 7, 16), HasSubstr("16 bytes at 0xfffffffffffffff8"));
    });
    EXPECT_EQ(master.refused(), 4U);
}

// --- Granted windows
// ------------------------------------------------------------------------------

struct GrantedTest : BusMasterTest {
    GrantedTest() : BusMasterTest(granting({{0x100, 0x100}, {shared_at, 0x80}})) {}
};

TEST_F(GrantedTest, WhatIsOutsideIsRefused) {
    share();
    script.run([&] {
        EXPECT_EQ(refused(0x100, 0x100), "");
        EXPECT_EQ(refused(shared_at, 0x80), "");
        EXPECT_EQ(refused(0x200, 4), "queue 0, descriptor 3: reads 4 bytes at 0x200, outside of "
                                     "the memory that is granted to master");
        EXPECT_NE(refused(0xfe, 4), "");
        EXPECT_NE(refused(0x1fe, 4), "");
        EXPECT_NE(refused(shared_at + 0x7f, 2), "");
        EXPECT_NE(refused(UINT64_MAX, 1), "");
        const std::uint8_t byte = 9;
        EXPECT_THROW(master.write(shared_at + 0x80, &byte, 1, "it"), AccessRefused);
    });
    EXPECT_EQ(bytes[0x80], 0);
    EXPECT_EQ(master.outside(), 6U);
    EXPECT_EQ(master.refused(), 6U);
    EXPECT_THAT(master.violations(), SizeIs(6));
}

struct ReportingTest : BusMasterTest {
    ReportingTest() : BusMasterTest(granting({{0x100, 0x100}}, false)) {}
};

TEST_F(ReportingTest, WhatIsOutsideIsCarriedOutAndReported) {
    share();
    script.run([&] {
        const std::uint8_t byte = 9;
        for (int i = 0; i < 100; ++i) {
            master.write(shared_at, &byte, 1, "queue 1, descriptor 7");
        }
        master.write(0x100, &byte, 1, "it");
    });
    EXPECT_EQ(bytes[0], 9);
    EXPECT_EQ(master.outside(), 100U);
    EXPECT_EQ(master.refused(), 0U);
    ASSERT_THAT(master.violations(), SizeIs(10)); // the first of them
    EXPECT_EQ(master.violations()[0], "queue 1, descriptor 7: writes 1 bytes at 0x1000, outside of "
                                      "the memory that is granted to master");
}

// --- Messages
// -------------------------------------------------------------------------------------

TEST_F(BusMasterTest, MessagesAreSentOneAfterTheOther) {
    PostedMessages messages("messages", master);
    script.run([&] {
        messages.send(0x40, 0x11223344);
        messages.send(0x44, 5);
        messages.send(0x9000, 6); // leads nowhere
        messages.send(0x48, 7);
        EXPECT_EQ(now(), ns(0)); // who sends goes on at once
        wait_until(ns(memory_latency + 1));
        std::uint32_t word = 0;
        master.read(0x40, &word, 4, "it");
        EXPECT_EQ(word, 0x11223344U);
        wait_until(ns(1000));
        master.read(0x48, &word, 4, "it");
        EXPECT_EQ(word, 7U);
    });
    EXPECT_EQ(messages.sent(), 3U);
    EXPECT_EQ(messages.refused(), 1U);
}

struct MessageFrameTest : BusMasterTest {
    MessageFrameTest() : BusMasterTest(granting({{0x100, 0x100}})) {
        master.allow_messages({0x40, 0x10});
    }
};

TEST_F(MessageFrameTest, MessagesLeaveTheGrantedWindowForTheirFrame) {
    PostedMessages messages("messages", master);
    script.run([&] {
        messages.send(0x40, 1);
        messages.send(0x50, 1); // not to the frame
        wait_until(ns(1000));
        EXPECT_NE(refused(0x40, 4), ""); // nor is it there to be read
        const std::uint64_t wide = 0;
        EXPECT_THROW(master.write(0x40, &wide, 8, "it"), AccessRefused);
    });
    EXPECT_EQ(messages.sent(), 1U);
    EXPECT_EQ(messages.refused(), 1U);
}

} // namespace
} // namespace ampsim::models

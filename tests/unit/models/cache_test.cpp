// SPDX-License-Identifier: BSD-3-Clause
//
// A node behind its cache, another one without, both on one memory.
#include "models/cache/cache_maintenance.h"
#include "models/cache/data_cache.h"
#include "models/interconnect/interconnect.h"
#include "models/memory/memory.h"
#include "tests/unit/models/stimulus.h"

#include <gmock/gmock.h>

#include <array>
#include <stdexcept>

namespace ampsim::models {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::uint64_t base = 0xb800'0000; ///< of the memory, as the node sees it
constexpr std::uint64_t size = 0x1000;
constexpr std::uint64_t elsewhere = 0x2000'0000;
constexpr double path = 60; // ns, each way, as are all below
constexpr double memory_read = 60;
constexpr double memory_write = 20;
constexpr double hit = 8;
constexpr double fill = path + memory_read + path;
constexpr double write_back = path + memory_write + path;

DataCacheParameters of_lines(std::size_t lines, std::size_t line_size = 32) {
    return {line_size, lines, ns(hit), true};
}

struct CacheTest : testing::Test {
    explicit CacheTest(const DataCacheParameters& parameters = of_lines(0))
        : checker({"rtos", "ddr", parameters.line_size, ns(100'000)}),
          cache("cache", parameters, checker) {
        node.socket.bind(cache.in);
        cache.cache({base, size, 0});
        const std::size_t initiator = bus.add_initiator("rtos", ns(path), ns(path));
        const std::size_t ddr = bus.add_target("ddr", memory.socket);
        bus.map(initiator, base, size, ddr);
        bus.map(initiator, elsewhere, 0x100, bus.add_target("other", other_memory.socket));
        cache.out.bind(bus.initiator(initiator));
        const std::size_t another = bus.add_initiator("linux", ns(0), ns(0));
        bus.map(another, base, size, ddr);
        linux_node.socket.bind(bus.initiator(another));
        maintainer.socket.bind(maintenance.socket);
    }

    /// What Linux does to the memory; the hub would tell the checker.
    void linux_writes(std::uint64_t address, std::uint32_t value) {
        checker.written("linux", address - base, 4);
        linux_node.write(address, value);
    }
    std::uint32_t in_memory(std::uint64_t address) { return linux_node.peek(address); }

    Memory memory{"memory", size};
    Memory other_memory{"other_memory", 0x100};
    Interconnect bus{"bus"};
    CacheChecker checker;
    DataCache cache;
    CacheMaintenance maintenance{"maintenance", cache};
    Stimulus node{"node"};
    Stimulus linux_node{"linux"};
    Stimulus maintainer{"maintainer"};
};

struct SmallCacheTest : CacheTest {
    SmallCacheTest() : CacheTest(of_lines(2)) {}
};
struct WideCacheTest : CacheTest {
    WideCacheTest() : CacheTest(of_lines(0, 64)) {}
};

// --- A cache

TEST_F(CacheTest, FillsALineAndThenHasIt) {
    run({{node, [&] {
              linux_node.write(base + 0x24, 0x1234);
              const sc_core::sc_time start = now();
              EXPECT_EQ(node.read(base + 0x24), 0x1234U);
              EXPECT_EQ(now() - start, ns(fill + hit));
              EXPECT_EQ(node.read(base + 0x3c), 0U);
              EXPECT_EQ(now() - start, ns(fill + 2 * hit));
              EXPECT_EQ(node.read(base + 0x40), 0U);
              EXPECT_EQ(now() - start, ns(2 * fill + 3 * hit)) << "the next line";
          }}});
    EXPECT_EQ(cache.counters().hits, 1U);
    EXPECT_EQ(cache.counters().misses, 2U);
    EXPECT_EQ(bus.path_counts(0, 0).bytes_read, 64U);
}

TEST_F(WideCacheTest, LinesMayBeOf64Bytes) {
    run({{node, [&] {
              node.read(base);
              node.read(base + 0x3c);
          }}});
    EXPECT_EQ(cache.counters().misses, 1U);
}

TEST_F(CacheTest, WhatIsWrittenStaysUntilItIsCleaned) {
    run({{node, [&] {
              node.write(base + 0x10, 0xabcd);
              EXPECT_EQ(in_memory(base + 0x10), 0U);
              EXPECT_EQ(node.read(base + 0x10), 0xabcdU);
              const sc_core::sc_time start = now();
              maintainer.write(AMPSIM_CACHE_CLEAN_LINE_PA, base + 0x14);
              EXPECT_EQ(now() - start, ns(write_back + 20)) << "as long as the line takes";
              EXPECT_EQ(in_memory(base + 0x10), 0xabcdU);
              EXPECT_EQ(maintainer.read(AMPSIM_CACHE_SYNC), 0U);
              EXPECT_EQ(node.read(base + 0x10), 0xabcdU);
              EXPECT_EQ(cache.counters().misses, 1U) << "it is still there";
          }}});
    EXPECT_EQ(cache.counters().write_backs, 1U);
    EXPECT_THAT(checker.findings(), IsEmpty());
}

TEST_F(CacheTest, WhatIsInvalidatedIsFetchedAgain) {
    run({{node, [&] {
              node.read(base);
              linux_node.write(base, 7);
              EXPECT_EQ(node.read(base), 0U) << "its cache does not know";
              maintainer.write(AMPSIM_CACHE_INV_LINE_PA, base);
              EXPECT_EQ(node.read(base), 7U);
              node.write(base, 8);
              maintainer.write(AMPSIM_CACHE_INV_LINE_PA, base);
              EXPECT_EQ(node.read(base), 7U) << "what it wrote is lost";
              node.write(base, 9);
              maintainer.write(AMPSIM_CACHE_CLEAN_INV_LINE_PA, base);
              EXPECT_EQ(in_memory(base), 9U);
          }}});
    EXPECT_EQ(cache.counters().invalidated, 3U);
    EXPECT_EQ(cache.counters().discarded, 1U);
}

TEST_F(CacheTest, AllLinesAtOnce) {
    run({{node, [&] {
              node.write(base, 1);
              node.write(base + 0x100, 2);
              maintainer.write(AMPSIM_CACHE_CLEAN_WAY, 0xff);
              EXPECT_EQ(in_memory(base), 1U);
              EXPECT_EQ(in_memory(base + 0x100), 2U);
              linux_node.write(base, 3);
              maintainer.write(AMPSIM_CACHE_CLEAN_INV_WAY, 0xff);
              EXPECT_EQ(node.read(base), 3U);
              maintainer.write(AMPSIM_CACHE_INV_WAY, 0xff);
              EXPECT_FALSE(cache.first_dirty());
          }}});
}

TEST_F(SmallCacheTest, EvictsTheLineThatWasUsedLeastRecently) {
    run({{node, [&] {
              node.write(base, 1);
              node.write(base + 0x20, 2);
              node.read(base);
              node.read(base + 0x40); // for it goes the line at 0x20
              EXPECT_EQ(in_memory(base + 0x20), 2U);
              EXPECT_EQ(in_memory(base), 0U);
          }}});
    EXPECT_EQ(cache.counters().evictions, 1U);
    EXPECT_EQ(cache.counters().write_backs, 1U);
}

TEST_F(CacheTest, AnAccessOfTwoLinesUsesBoth) {
    run({{node, [&] {
              const std::uint64_t value = 0x1122'3344'5566'7788;
              EXPECT_EQ(node.write(base + 0x1c, &value, 8), tlm::TLM_OK_RESPONSE);
              std::uint64_t read = 0;
              EXPECT_EQ(node.read(base + 0x1c, &read, 8), tlm::TLM_OK_RESPONSE);
              EXPECT_EQ(read, value);
              maintainer.write(AMPSIM_CACHE_CLEAN_WAY, 1);
              EXPECT_EQ(in_memory(base + 0x1c), 0x5566'7788U);
              EXPECT_EQ(in_memory(base + 0x20), 0x1122'3344U);
          }}});
    EXPECT_EQ(cache.counters().misses, 2U);
}

TEST_F(CacheTest, WhatIsElsewherePassesThrough) {
    run({{node, [&] {
              node.write(elsewhere, 5);
              EXPECT_EQ(node.read(elsewhere), 5U);
              std::uint32_t value = 0;
              EXPECT_EQ(node.read(0x3000'0000, &value, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
          }}});
    EXPECT_EQ(other_memory.counts().writes, 1U);
    EXPECT_EQ(cache.counters().misses, 0U);
}

TEST_F(CacheTest, ALineThatIsRefusedIsRefusedInTheSameWords) {
    bus.guard([](auto, auto, auto, const auto&) { return false; });
    run({{node, [&] {
              std::uint32_t value = 0;
              const auto straight = node.read(elsewhere, &value, 4);
              EXPECT_NE(straight, tlm::TLM_ADDRESS_ERROR_RESPONSE);
              EXPECT_EQ(node.read(base, &value, 4), straight);
          }}});
}

TEST_F(CacheTest, SwitchedOffEverythingPassesThrough) {
    run({{node, [&] {
              maintainer.write(AMPSIM_CACHE_CTRL, 0);
              node.write(base, 5);
              EXPECT_EQ(in_memory(base), 5U);
          }}});
    EXPECT_EQ(cache.counters().misses, 0U);
}

TEST_F(CacheTest, MaintenanceOfWhatIsNotCachedDoesNothing) {
    run({{node, [&] {
              for (const std::uint32_t address : {std::uint32_t{0}, std::uint32_t{0xffff'ffff},
                                                  static_cast<std::uint32_t>(elsewhere)}) {
                  maintainer.write(AMPSIM_CACHE_CLEAN_LINE_PA, address);
                  maintainer.write(AMPSIM_CACHE_INV_LINE_PA, address);
              }
          }}});
    EXPECT_EQ(cache.counters().cleaned + cache.counters().invalidated, 0U);
}

TEST(DataCache, RefusesOtherLineSizes) {
    CacheChecker checker({"rtos", "ddr", 16});
    EXPECT_THROW(DataCache("cache", of_lines(0, 16), checker), std::logic_error);
}

// --- What the checker finds

TEST_F(CacheTest, AStaleReadAfterANotificationIsFound) {
    run({{node, [&] {
              wait_until(ns(1000));
              node.read(base + 0x40);
              wait_until(ns(2000));
              linux_writes(base + 0x44, 7);
              wait_until(ns(3000));
              node.read(base + 0x44); // it does not know yet: that is no fault
              EXPECT_THAT(checker.findings(), IsEmpty());
              checker.notified();
              wait_until(ns(4000));
              node.read(base + 0x44);
              node.read(base + 0x44); // told once
          }}});
    EXPECT_THAT(checker.findings(),
                ElementsAre("rtos reads a stale line of ddr+0x44 at 4000 ns: linux wrote it at "
                            "2000 ns, rtos cached it at 1000 ns: invalidate it after the "
                            "doorbell, before reading"));
    EXPECT_EQ(checker.stale(), 1U);
}

TEST_F(CacheTest, WhoInvalidatesIsNotReported) {
    run({{node, [&] {
              wait_until(ns(1000));
              node.read(base);
              wait_until(ns(2000));
              linux_writes(base, 7);
              checker.notified();
              maintainer.write(AMPSIM_CACHE_INV_LINE_PA, base);
              EXPECT_EQ(node.read(base), 7U);
          }}});
    EXPECT_THAT(checker.findings(), IsEmpty());
}

TEST_F(CacheTest, BytesThatNobodyChangedAreNotStale) {
    run({{node, [&] {
              wait_until(ns(1000));
              node.read(base);
              linux_writes(base + 8, 7); // another word of the line
              linux_writes(base + 4, 0); // what was there before
              checker.notified();
              node.read(base);
              node.read(base + 4);
          }}});
    EXPECT_THAT(checker.findings(), IsEmpty());
}

TEST_F(CacheTest, WhoOnlyPollsIsReportedWhenItsPatienceIsOver) {
    run({{node, [&] {
              wait_until(ns(1000));
              node.read(base);
              linux_writes(base, 7);
              wait_until(ns(50'000));
              node.read(base);
              EXPECT_THAT(checker.findings(), IsEmpty());
              wait_until(ns(150'000));
              node.read(base);
          }}});
    EXPECT_EQ(checker.stale(), 1U);
}

TEST_F(CacheTest, WritingBackOverWhatAnotherWroteIsFound) {
    run({{node, [&] {
              wait_until(ns(1000));
              node.write(base, 1);
              linux_writes(base + 4, 2); // at 1188, in the same line
              maintainer.write(AMPSIM_CACHE_CLEAN_LINE_PA, base);
              EXPECT_EQ(in_memory(base + 4), 0U) << "lost";
          }}});
    ASSERT_EQ(checker.findings().size(), 1U);
    EXPECT_THAT(checker.findings()[0], HasSubstr("over what linux wrote there at"));
    EXPECT_EQ(checker.overwrites(), 1U);
}

TEST_F(CacheTest, TellsWhatIsDirtyWhere) {
    run({{node, [&] {
              EXPECT_FALSE(cache.first_dirty());
              node.write(base + 0x10, 1);
              wait_until(ns(1000));
              node.write(base + 0x18, 1);
              EXPECT_EQ(cache.first_dirty()->offset, 0x10U);
              EXPECT_EQ(cache.first_dirty({{0, 4, 0x18}})->offset, 0x18U);
              EXPECT_FALSE(cache.first_dirty({{0, 0x100, 0x40}}));
              EXPECT_EQ(cache.first_dirty()->line.dirty_since, ns(fill));
          }}});
}

TEST_F(CacheTest, FindingsAreCountedBeyondThoseThatAreKept) {
    run({{node, [&] {
              wait_until(ns(1000));
              for (unsigned i = 0; i < 12; ++i) {
                  checker.rang_dirty("linux", "mu", i, now(), {});
              }
          }}});
    EXPECT_EQ(checker.findings().size(), 10U);
    EXPECT_EQ(checker.dirty(), 12U);
    EXPECT_EQ(checker.findings()[0],
              "rtos rings linux through mu at 1000 ns, but what it wrote to ddr+0x0 at 0 ns is in "
              "its cache only: missing clean before the notification");
}

} // namespace
} // namespace ampsim::models

// SPDX-License-Identifier: BSD-3-Clause
#include "tests/unit/models/bus_bench.h"

#include <gmock/gmock.h>

namespace ampsim::models::bus {
namespace {

using testing::ElementsAre;

/// Rows of 1 KiB in 4 banks; 10 ns to activate, 15 ns to precharge, 8 bytes in 5 ns.
PortParameters dram_port() {
    DramParameters dram;
    dram.banks = 4;
    dram.row_bytes = 1024;
    dram.activate = 10 * ns;
    dram.precharge = 15 * ns;
    dram.refresh_interval = 0;
    PortParameters port;
    port.dram = dram;
    return port;
}

struct DramTest : testing::Test {
    void build(const PortParameters& port) {
        fabric.add_target("memory", port, std::make_unique<RoundRobin>());
        fabric.add_initiator("a", {});
    }
    Fabric fabric;
};

TEST_F(DramTest, HitClosedAndConflict) {
    build(dram_port());
    const auto through = deliver(fabric, {{0, 0, {0, 8, true}},
                                          {1000 * ns, 0, {8, 8, false}},
                                          {2000 * ns, 0, {4096, 8, false}}, // the row behind
                                          {3000 * ns, 0, {1024, 8, false}}, // the next bank
                                          {4000 * ns, 0, {4096 + 16, 8, false}}});
    EXPECT_THAT(through, ElementsAre(15 * ns, 1005 * ns, 2030 * ns, 3015 * ns, 4005 * ns));
    const DramCounters& counters = fabric.target(0).dram()->counters();
    EXPECT_EQ(counters.hits, 2U);
    EXPECT_EQ(counters.closed, 2U);
    EXPECT_EQ(counters.conflicts, 1U);
}

TEST_F(DramTest, AStreamOfHitsTakesItsBeats) {
    build(dram_port());
    TrafficParameters traffic = bursts(64, 0);
    traffic.size = 1024; // one row
    InitiatorParameters hog;
    hog.outstanding = 4;
    fabric.drive(fabric.add_initiator("hog", hog), 0, traffic, 0, 0);
    fabric.settle(10 * ns + 1000 * 40 * ns); // one row to open
    EXPECT_EQ(fabric.initiator(1).answered, 1000U);
    EXPECT_EQ(fabric.target(0).dram()->counters().hits, 999U);
}

TEST_F(DramTest, AStreamOfConflictsPaysForEach) {
    build(dram_port());
    std::vector<Asked> asked;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        asked.push_back({0, 0, {i % 2 * 4096, 64, false}});
    }
    // 10 + 40 for the first, 15 + 10 + 40 for the others.
    EXPECT_EQ(deliver(fabric, asked).back(), 50 * ns + 999 * 65 * ns);
    EXPECT_EQ(fabric.target(0).dram()->counters().conflicts, 999U);
}

TEST_F(DramTest, ALineThroughAllBanksOpensEachRowOnce) {
    build(dram_port());
    std::vector<Asked> asked;
    for (std::uint64_t i = 0; i < 128; ++i) { // 8 KiB: two rows in each of 4 banks
        asked.push_back({0, 0, {i * 64, 64, false}});
    }
    EXPECT_EQ(deliver(fabric, asked).back(), 128 * 40 * ns + 4 * 10 * ns + 4 * 25 * ns);
}

struct RefreshTest : DramTest {
    RefreshTest() {
        PortParameters port = dram_port();
        port.dram->refresh_interval = 1000 * ns;
        port.dram->refresh = 100 * ns;
        build(port);
    }
};

TEST_F(RefreshTest, AnAccessWaitsForARefreshAndFindsItsRowClosed) {
    const auto through = deliver(fabric, {{900 * ns, 0, {0, 8, true}},
                                          {1050 * ns, 0, {0, 8, true}},
                                          {1500 * ns, 0, {0, 8, true}},
                                          {3100 * ns, 0, {0, 8, true}}});
    EXPECT_THAT(through, ElementsAre(915 * ns, 1115 * ns, 1505 * ns, 3115 * ns));
    const DramCounters& counters = fabric.target(0).dram()->counters();
    EXPECT_EQ(counters.refreshes, 3U);
    EXPECT_EQ(counters.refresh_waits, 50 * ns);
}

TEST_F(RefreshTest, ARefreshWaitsForTheAccessThatGoesOn) {
    const auto through =
        deliver(fabric, {{990 * ns, 0, {0, 64, true}}, {1001 * ns, 0, {0, 8, true}}});
    EXPECT_THAT(through, ElementsAre(1040 * ns, 1040 * ns + 100 * ns + 15 * ns));
}

TEST_F(RefreshTest, TakesItsShareOfAStream) {
    TrafficParameters traffic = bursts(40, 0);
    traffic.size = 1000; // one row
    InitiatorParameters hog;
    hog.outstanding = 4;
    fabric.drive(fabric.add_initiator("hog", hog), 0, traffic, 0, 0);
    // 10 to activate, then bursts of 25 ns until the end of the one that goes on at the refresh:
    // 40 of them in the first 1000 ns, and 36 in each of the others, 100 + 10 + 35.6 x 25.
    fabric.settle(1'000'000 * ns);
    EXPECT_NEAR(static_cast<double>(fabric.initiator(1).answered), 1000 * (1000 - 110) / 25.0, 36);
}

} // namespace
} // namespace ampsim::models::bus

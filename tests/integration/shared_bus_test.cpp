// SPDX-License-Identifier: BSD-3-Clause
//
// Real guests on a bus that they share with a DMA engine.
#include "tests/integration/run_ampsim.h"

#include <gtest/gtest.h>

namespace ampsim::integration {
namespace {

AmpsimRun hogged(const std::string& variant) {
    return AmpsimRun(source_file("scenarios/dma-hog.toml"), {"count=20", "variant=" + variant});
}

/// The p99 of few messages has Linux' ticks in it; the median tells what the bus does.
std::int64_t median_of(const AmpsimRun& run) {
    return run.span("rpmsg.rtt").at("p50_ns").get<std::int64_t>();
}

TEST(SharedBus, ADmaEngineMovesRpmsgAndPrioritiesBringItBack) {
    const AmpsimRun quiet = hogged("quiet");
    ASSERT_EQ(quiet.exit_status(), 0) << quiet;
    EXPECT_EQ(quiet.counter("dma.bursts"), 0);
    EXPECT_GT(quiet.counter("ddr.port.requests"), 1000);
    const AmpsimRun hog = hogged("hog");
    ASSERT_EQ(hog.exit_status(), 0) << hog;
    EXPECT_GT(hog.counter("dma.bursts"), 1'000'000); // and the run is as quick as ever
    const AmpsimRun priority = hogged("priority");
    ASSERT_EQ(priority.exit_status(), 0) << priority;
    EXPECT_GT(median_of(hog), median_of(quiet) + 10'000);
    EXPECT_GT(median_of(priority), median_of(quiet));
    EXPECT_LT(2 * (median_of(priority) - median_of(quiet)), median_of(hog) - median_of(quiet));
    EXPECT_LT(priority.counter("linux.bus.wait_ns"), hog.counter("linux.bus.wait_ns"));
}

} // namespace
} // namespace ampsim::integration

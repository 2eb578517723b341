// SPDX-License-Identifier: BSD-3-Clause
//
// A real firmware behind a data cache, with its maintenance and without: what goes wrong then is
// found, with both sides' names.
#include "tests/integration/run_ampsim.h"

#include <gmock/gmock.h>

namespace ampsim::integration {
namespace {

using testing::MatchesRegex;

AmpsimRun numbers(const std::string& firmware, std::vector<std::string> sets = {}) {
    sets.push_back("nodes.rtos.firmware=" + test_guest(firmware));
    return AmpsimRun(source_file("tests/integration/scenarios/stale_lines.toml"), sets);
}

TEST(StaleLines, AFirmwareThatMaintainsItsCacheIsNotReported) {
    const AmpsimRun run = numbers("cached_m4.elf");
    ASSERT_EQ(run.exit_status(), 0) << run;
    EXPECT_FALSE(run.result().contains("remarks")) << run.result().at("remarks");
    EXPECT_EQ(run.counter("cache.cleaned"), 2);
    EXPECT_GE(run.counter("cache.hits"), 1);
}

TEST(StaleLines, AMissingInvalidateIsFound) {
    const AmpsimRun run = numbers("cached_m4_no_invalidate.elf", {"read=1", "answer=2"});
    ASSERT_EQ(run.exit_status(), 0) << run;
    EXPECT_EQ(run.counter("cache.stale_reads"), 1);
    EXPECT_THAT(run.result().at("remarks").at("cache").at(0).get<std::string>(),
                MatchesRegex("rtos reads a stale line of ddr\\+0x100 at [0-9]+ ns: linux wrote it "
                             "at [0-9]+ ns, rtos cached it at [0-9]+ ns: invalidate .*"));
}

TEST(StaleLines, AMissingCleanIsFound) {
    const AmpsimRun run = numbers("cached_m4_no_clean.elf", {"answer=0"});
    ASSERT_EQ(run.exit_status(), 0) << run;
    EXPECT_EQ(run.counter("cache.dirty_notifications"), 2);
    EXPECT_THAT(run.result().at("remarks").at("cache").at(0).get<std::string>(),
                MatchesRegex("rtos rings linux through mu at [0-9]+ ns, but what it wrote to "
                             "ddr\\+0x200 at [0-9]+ ns is in its cache only: missing clean .*"));
}

TEST(StaleLines, OneKeyMakesTheMemoryCoherent) {
    const AmpsimRun run = numbers("cached_m4_no_clean.elf", {"platform.cache.coherent=true"});
    ASSERT_EQ(run.exit_status(), 0) << run;
    EXPECT_EQ(run.counter("cache.misses"), 0);
    EXPECT_FALSE(run.result().contains("remarks"));
}

} // namespace
} // namespace ampsim::integration

// SPDX-License-Identifier: BSD-3-Clause
//
// Bytes, halves, words across boundaries and exclusive accesses to shared memory, `direct` and
// `timed`: the guest finds the same, and only the latter is seen by the hub.
#include "tests/integration/run_ampsim.h"

#include <gtest/gtest.h>

namespace ampsim::integration {
namespace {

AmpsimRun uses_memory(const std::string& access) {
    return AmpsimRun(
        source_file("tests/integration/scenarios/shared_memory.toml"),
        {"nodes.rtos.firmware=" + test_guest("memory_m4.elf"), "platform.ddr.access=" + access});
}

TEST(SharedMemory, DirectIsUsedAsTheGuestLikes) {
    const AmpsimRun run = uses_memory("direct");
    ASSERT_EQ(run.exit_status(), 0) << run;
    EXPECT_FALSE(run.result().at("counters").contains("rtos.ddr.reads"));
}

TEST(SharedMemory, TimedIsUsedAsTheGuestLikes) {
    const AmpsimRun run = uses_memory("timed");
    ASSERT_EQ(run.exit_status(), 0) << run;
    EXPECT_GT(run.counter("rtos.ddr.reads"), 100);
    EXPECT_GT(run.counter("rtos.ddr.writes"), 100);
    EXPECT_EQ(run.counter("ddr.errors"), 0);
}

} // namespace
} // namespace ampsim::integration

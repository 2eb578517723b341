// SPDX-License-Identifier: BSD-3-Clause
//
// A real firmware reaches beyond the windows that a protection unit has opened for it, in memory
// that QEMU has mapped directly: it takes a bus fault there, and what it may use stays direct.
#include "tests/integration/run_ampsim.h"

#include <gmock/gmock.h>

namespace ampsim::integration {
namespace {

using testing::HasSubstr;

AmpsimRun hostile(std::vector<std::string> sets = {}) {
    sets.push_back("nodes.rtos.firmware=" + test_guest("hostile_m4.elf"));
    return AmpsimRun(source_file("tests/integration/scenarios/protection.toml"), sets);
}

TEST(Protection, FirmwareTakesABusFaultOutsideOfItsWindows) {
    const AmpsimRun run = hostile();
    ASSERT_EQ(run.exit_status(), 0) << run;
    // Refused: 3 reads and 3 writes. Let through over the bus: a read of the page that may be read.
    EXPECT_EQ(run.counter("rtos.ddr.reads"), 4);
    EXPECT_EQ(run.counter("rtos.ddr.writes"), 3);
    EXPECT_THAT(run.result().at("remarks").dump(), HasSubstr("rtos wrote to 0xb8002000 at "));
}

TEST(Protection, TheTraceDoesNotDependOnThePolicyOfTime) {
    const AmpsimRun lookahead = hostile();
    const AmpsimRun lockstep = hostile({"time.policy=lockstep", "time.step=100 ns"});
    ASSERT_EQ(lockstep.exit_status(), 0) << lockstep;
    EXPECT_GT(lockstep.counter("grants"), lookahead.counter("grants"));
    EXPECT_EQ(lockstep.result().at("trace_sha256"), lookahead.result().at("trace_sha256"));
}

TEST(Protection, TimedMemoryIsProtectedAlike) {
    const AmpsimRun run = hostile({"platform.ddr.access=timed"});
    ASSERT_EQ(run.exit_status(), 0) << run;
}

TEST(Protection, WhatIsInNoAddressMapIsRefusedToo) {
    const AmpsimRun run(source_file("tests/integration/scenarios/refused.toml"),
                        {"nodes.rtos.firmware=" + test_guest("hostile_m4.elf")});
    ASSERT_EQ(run.exit_status(), 0) << run;
    EXPECT_THAT(run.result().at("remarks").at("rtos").dump(),
                HasSubstr("write of 4 bytes at 0x60000000, 1874 ns, was refused: the address-map "
                          "of cpus_m4 has nothing there"));
}

} // namespace
} // namespace ampsim::integration

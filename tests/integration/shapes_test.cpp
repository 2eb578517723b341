// SPDX-License-Identifier: BSD-3-Clause
//
// Shapes of platform: more than two nodes, unlike ones, with Linux and without. What each exchanges
// is checked by its scenario's expectations; here, that it does so again, from a snapshot and in
// other steps, to the last event.
#include "tests/integration/run_ampsim.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ampsim::integration {
namespace {

using testing::HasSubstr;

std::string trace_of(const AmpsimRun& run) {
    return run.result().value("trace_sha256", "");
}

TEST(Shapes, RtosesWithoutLinux) {
    const std::string scenario = source_file("scenarios/rtos-rtos.toml");
    const AmpsimRun run(scenario, {"count=30"});
    ASSERT_EQ(run.exit_status(), 0) << run;
    EXPECT_THAT(run.console("host"), HasSubstr("m4: 30 round trips of 16 bytes"));
    EXPECT_THAT(run.console("host"), HasSubstr("a7: 30 round trips of 16 bytes"));
    EXPECT_THAT(run.console("host"), HasSubstr("all answered"));
    EXPECT_EQ(run.span("m4.rtt").at("count"), 30);

    const AmpsimRun again(scenario, {"count=30"});
    EXPECT_EQ(trace_of(again), trace_of(run)) << again;
    const AmpsimRun stepped(scenario, {"count=30", "time.policy=lockstep", "time.step=100 ns"});
    EXPECT_EQ(trace_of(stepped), trace_of(run)) << stepped;
}

/// The largest messages, one of which does not fit into what is left of a page, and back.
TEST(Shapes, RtosesWithoutLinuxExchangeLargeMessages) {
    const AmpsimRun run(source_file("scenarios/rtos-rtos.toml"), {"count=20", "size=496"});
    EXPECT_EQ(run.exit_status(), 0) << run;
}

TEST(Shapes, RtosesOverThreeKindsOfMailboxes) {
    const std::string scenario = source_file("scenarios/mailboxes-rpmsg.toml");
    const AmpsimRun run(scenario, {"count=20", "size=1"});
    ASSERT_EQ(run.exit_status(), 0) << run;
    for (const char* remote : {"nxp", "ti", "amd"}) {
        EXPECT_THAT(run.console("host"), HasSubstr(std::string(remote) + ": 20 round trips"));
    }
    const AmpsimRun stepped(scenario,
                            {"count=20", "size=1", "time.policy=lockstep", "time.step=100 ns"});
    EXPECT_EQ(trace_of(stepped), trace_of(run)) << stepped;
}

TEST(Shapes, LinuxAndTwoUnlikeRemotes) {
    const std::string scenario = source_file("scenarios/unlike-cores.toml");
    const Directory directory;
    const std::vector<std::string> with_snapshot{"--snapshots", directory.file("snapshots")};
    const AmpsimRun booted(scenario, {"count=30"}, {}, with_snapshot);
    ASSERT_EQ(booted.exit_status(), 0) << booted;
    EXPECT_EQ(booted.span("m4.rtt").at("count"), 30);
    EXPECT_EQ(booted.span("a7.rtt").at("count"), 30);

    const AmpsimRun restored(scenario, {"count=30"}, {}, with_snapshot);
    ASSERT_EQ(restored.exit_status(), 0) << restored;
    EXPECT_TRUE(restored.manifest().contains("snapshot")) << restored;
    EXPECT_EQ(trace_of(restored), trace_of(booted));
}

TEST(Shapes, LinuxServesARealTimeLinux) {
    const std::string scenario = source_file("scenarios/linux-linux.toml");
    const Directory directory;
    const std::vector<std::string> with_snapshot{"--snapshots", directory.file("snapshots")};
    const std::vector<std::string> sets{"loops=20", "kib=64"};
    const AmpsimRun booted(scenario, sets, {}, with_snapshot);
    ASSERT_EQ(booted.exit_status(), 0) << booted;
    EXPECT_THAT(booted.console("linux"), HasSubstr("rt says: hello from 6."));
    EXPECT_THAT(booted.console("rt"), HasSubstr("PREEMPT_RT"));

    const AmpsimRun restored(scenario, sets, {}, with_snapshot);
    ASSERT_EQ(restored.exit_status(), 0) << restored;
    EXPECT_TRUE(restored.manifest().contains("snapshot")) << restored;
    EXPECT_EQ(trace_of(restored), trace_of(booted));
}

} // namespace
} // namespace ampsim::integration

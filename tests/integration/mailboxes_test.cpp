// SPDX-License-Identifier: BSD-3-Clause
//
// Mailboxes of several kinds, driven by real guests. What a run has to exchange its scenario's
// expectations say; here, that it does so again in other steps, and what a latency changes.
#include "tests/integration/run_ampsim.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace ampsim::integration {
namespace {

using testing::HasSubstr;

std::string trace_of(const AmpsimRun& run) {
    return run.result().value("trace_sha256", "");
}

class Mailboxes : public testing::TestWithParam<const char*> {
protected:
    const std::string scenario = source_file("scenarios/mailboxes.toml");
    const std::string variant = std::string("variant=") + GetParam();
};

TEST_P(Mailboxes, AWordComesBackAndDoesSoAgainInOtherSteps) {
    const AmpsimRun run(scenario, {variant, "count=20", "warm_up=2"});
    ASSERT_EQ(run.exit_status(), 0) << run;
    EXPECT_THAT(run.console("host"), HasSubstr(" answered 20 of 20 words"));
    const AmpsimRun stepped(
        scenario, {variant, "count=20", "warm_up=2", "time.policy=lockstep", "time.step=100 ns"});
    EXPECT_EQ(trace_of(stepped), trace_of(run)) << stepped;
}

INSTANTIATE_TEST_SUITE_P(Variants, Mailboxes,
                         testing::Values("mu-irq", "mu-polled", "omap-irq", "omap-polled",
                                         "ipi-irq", "ipi-polled"),
                         [](const auto& variant) {
                             std::string name = variant.param;
                             name.replace(name.find('-'), 1, "_");
                             return name;
                         });

/// With interrupts, a round trip has two words on their way, and nothing else that takes as long as
/// the mailbox lets it.
TEST(MailboxLatency, ARoundTripIsLongerByTwiceWhatAWordIsLonger) {
    const std::string scenario = source_file("scenarios/mailboxes.toml");
    const struct {
        const char* variant;
        const char* device;
    } kinds[] = {{"mu-irq", "mu"}, {"omap-irq", "mbox"}, {"ipi-irq", "ipi"}};
    for (const auto& kind : kinds) {
        const std::string variant = std::string("variant=") + kind.variant;
        const std::string slower =
            std::string("platform.") + kind.device + ".signal-latency-ns=525";
        const AmpsimRun run(scenario, {variant, "count=5"});
        const AmpsimRun slow(scenario, {variant, "count=5", slower});
        ASSERT_EQ(slow.exit_status(), 0) << slow;
        EXPECT_EQ(slow.span("rtt").at("p50_ns").get<int>(),
                  run.span("rtt").at("p50_ns").get<int>() + 2 * 500)
            << kind.variant;
    }
}

TEST(MailboxLinux, StockDriverForTisMailbox) {
    const std::string scenario = source_file("scenarios/rpmsg-ping-omap.toml");
    const Directory directory;
    const std::vector<std::string> with_snapshot{"--snapshots", directory.file("snapshots")};
    const AmpsimRun booted(scenario, {"count=20"}, {}, with_snapshot);
    ASSERT_EQ(booted.exit_status(), 0) << booted;
    const AmpsimRun restored(scenario, {"count=20"}, {}, with_snapshot);
    ASSERT_EQ(restored.exit_status(), 0) << restored;
    EXPECT_TRUE(restored.manifest().contains("snapshot")) << restored;
    EXPECT_EQ(trace_of(restored), trace_of(booted));
}

} // namespace
} // namespace ampsim::integration

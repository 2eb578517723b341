// SPDX-License-Identifier: BSD-3-Clause
//
// One side of RPMsg starts anew, dies or is early, between real guests: the other goes on, and no
// message is corrupted. The scenario's expectations say who notices, and how soon.
#include "tests/integration/run_ampsim.h"

#include <gmock/gmock.h>

#include <memory>

namespace ampsim::integration {
namespace {

using testing::HasSubstr;

std::unique_ptr<AmpsimRun> run_variant(const std::string& variant) {
    return std::make_unique<AmpsimRun>(source_file("scenarios/restarts.toml"),
                                       std::vector<std::string>{"variant=" + variant});
}

int occurrences(const std::string& text, const std::string& part) {
    int count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++count;
    }
    return count;
}

TEST(Restarts, ARemoteThatCrashesTakesUpItsRingsAndIsNoticedByItsStatusWords) {
    const auto run = run_variant("crash");
    ASSERT_EQ(run->exit_status(), 0) << *run;
    EXPECT_EQ(occurrences(run->console("linux"), "20 messages, 0 lost, 0 corrupted"), 2);
    EXPECT_THAT(run->console("linux"), HasSubstr("the remote restarted: boot 2"));
    EXPECT_EQ(occurrences(run->console("rtos"), "rpmsg_remote, "), 2);
}

TEST(Restarts, ACrashAmidMessagesCorruptsNone) {
    const auto run = run_variant("crash-amid");
    ASSERT_EQ(run->exit_status(), 0) << *run;
    EXPECT_THAT(run->console("linux"), HasSubstr("300 messages, "));
}

TEST(Restarts, ADeadRemoteIsNoticedByItsHeartbeat) {
    const auto run = run_variant("halt");
    ASSERT_EQ(run->exit_status(), 0) << *run;
    EXPECT_THAT(run->console("linux"), HasSubstr("the remote is silent"));
}

TEST(Restarts, ARemoteThatLeavesSaysSo) {
    const auto run = run_variant("leave");
    ASSERT_EQ(run->exit_status(), 0) << *run;
    EXPECT_EQ(occurrences(run->console("linux"), "20 messages, 0 lost, 0 corrupted"), 2);
}

TEST(Restarts, LinuxStopsAndStartsTheRemote) {
    const auto run = run_variant("stop-start");
    ASSERT_EQ(run->exit_status(), 0) << *run;
    EXPECT_EQ(occurrences(run->console("linux"), "20 messages, 0 lost, 0 corrupted"), 2);
}

TEST(Restarts, LinuxRebootsWhileTheRemoteLives) {
    const auto run = run_variant("reboot");
    ASSERT_EQ(run->exit_status(), 0) << *run;
    EXPECT_EQ(occurrences(run->console("linux"), "20 messages, 0 lost, 0 corrupted"), 2);
    EXPECT_EQ(occurrences(run->console("linux"), "Booting Linux"), 2);
    EXPECT_EQ(occurrences(run->console("rtos"), "rpmsg_remote, "), 1);
}

TEST(Restarts, NotificationsBeforeThereIsADriverOrARing) {
    const auto run = run_variant("early");
    ASSERT_EQ(run->exit_status(), 0) << *run;
    EXPECT_THAT(run->console("linux"), HasSubstr("20 messages, 0 lost, 0 corrupted"));
}

} // namespace
} // namespace ampsim::integration

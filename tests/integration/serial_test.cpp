// SPDX-License-Identifier: BSD-3-Clause
//
// RPMsg over a serial line between real guests: Linux' own rpmsg_char and rpmsg_tty on one side,
// the application of the other transports on the other.
#include "tests/integration/run_ampsim.h"

#include <gmock/gmock.h>

namespace ampsim::integration {
namespace {

using testing::HasSubstr;

const std::string scenario = "scenarios/rpmsg-serial.toml";

TEST(Serial, MessagesAndServicesOverAPerfectLine) {
    const AmpsimRun run(source_file(scenario), {"count=50", "size=1-496", "warm_up=0"});
    ASSERT_EQ(run.exit_status(), 0) << run;
    const std::string console = run.console("linux");
    EXPECT_THAT(console, HasSubstr("50 messages, 0 lost, 0 corrupted"));
    EXPECT_THAT(console, HasSubstr("echo 0x400: messages 50 "));
    EXPECT_THAT(console, HasSubstr("resent 0\r\ndamaged 0\r\n"));
    EXPECT_EQ(run.counter("serial.a.sent"), run.counter("serial.b.received"));
    // What the remote says before Linux listens is lost.
    EXPECT_EQ(run.counter("serial.b.sent"),
              run.counter("serial.a.received") + run.counter("serial.a.overruns"));
    // 16 bytes are on the line in no less than 10 bits each, there and back.
    EXPECT_GT(run.span("rpmsg.rtt").at("min_ns").get<std::int64_t>(), 2 * 17 * 10'850);
}

TEST(Serial, ALineThatChangesBitsLosesNothing) {
    const AmpsimRun run(source_file(scenario), {"variant=bad-line", "count=60"});
    ASSERT_EQ(run.exit_status(), 0) << run;
    EXPECT_THAT(run.console("linux"), HasSubstr("60 messages, 0 lost, 0 corrupted"));
    EXPECT_GT(run.counter("serial.a.line_errors") + run.counter("serial.b.line_errors"), 0);
}

TEST(Serial, TheBitRateIsOneWord) {
    const AmpsimRun fast(source_file(scenario), {"count=10"});
    const AmpsimRun slow(source_file(scenario), {"count=10", "platform.serial.bit-rate=115200"});
    ASSERT_EQ(fast.exit_status(), 0) << fast;
    ASSERT_EQ(slow.exit_status(), 0) << slow;
    EXPECT_GT(slow.span("rpmsg.rtt").at("p50_ns").get<std::int64_t>(),
              4 * fast.span("rpmsg.rtt").at("p50_ns").get<std::int64_t>());
}

} // namespace
} // namespace ampsim::integration

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/live_line.h"

#include <gtest/gtest.h>

#include <sstream>

namespace ampsim::cli {
namespace {

using namespace std::chrono_literals;

hub::Progress at(VirtualTime now, std::chrono::nanoseconds wall) {
    return {now, wall, 420, "rpmsg.rtt", "linux (running)", 0s, {}};
}

TEST(LiveLine, SaysTimeSpeedMessagesAndWhatIsWaitedFor) {
    EXPECT_EQ(progress_text(at(1500ms, 4s), at(1s, 2s)),
              "   1.50 s  0.25x real time  rpmsg.rtt 420  waiting for linux (running)");
}

TEST(LiveLine, SaysWhatTheHostsTimeGoesTo) {
    hub::Progress before = at(1s, 2s);
    before.guest_time = 1s;
    before.grant_ends = {{"linux", {{"access", 90}, {"idle", 70}}}};
    hub::Progress now = at(1500ms, 4s);
    now.guest_time = 2500ms;
    now.grant_ends = {{"linux", {{"access", 2490}, {"idle", 70}}}, {"rtos", {{"idle", 3000}}}};
    EXPECT_EQ(progress_text(now, before),
              "   1.50 s  0.25x real time  25 % sync  2,700 grants/s  1,200 accesses/s"
              "  rpmsg.rtt 420  waiting for linux (running); rtos: idle 3,000");
}

TEST(LiveLine, LeavesOutWhatIsNotKnown) {
    EXPECT_EQ(progress_text({20us, 0s, 0, "", "", 0s, {}}, {}), "  20.0 µs");
}

TEST(LiveLine, OnATerminalIsOneLineWrittenOver) {
    std::ostringstream out;
    LiveLine line(out, {true, false, 20});
    line.show(at(1s, 1s));
    EXPECT_EQ(out.str(), "\r   1.00 s  1x real \x1b[K") << "cut to 19 columns of 20";
    out.str("");
    line.clear();
    EXPECT_EQ(out.str(), "\r\x1b[K");
    out.str("");
    line.clear();
    EXPECT_EQ(out.str(), "") << "nothing to clear";
}

TEST(LiveLine, ElsewhereIsAPlainLineEveryFiveSeconds) {
    std::ostringstream out;
    LiveLine line(out, {});
    for (int second = 1; second <= 11; ++second) {
        line.show({VirtualTime{second * 100ms}, std::chrono::seconds{second}, 0, "", "", 0s, {}});
    }
    EXPECT_EQ(out.str(), "   500 ms  0.1x real time\n   1.00 s  0.1x real time\n");
}

} // namespace
} // namespace ampsim::cli

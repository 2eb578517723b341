// SPDX-License-Identifier: BSD-3-Clause
//
// Messages get through: of every size, when they are more than the vring takes, and after the
// remote has been stopped and started again.
#include "tests/integration/run_ampsim.h"

#include <gtest/gtest.h>

namespace ampsim::integration {
namespace {

using nlohmann::json;

int occurrences(const std::string& text, const std::string& part) {
    int count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++count;
    }
    return count;
}

TEST(LifeCycle, LinuxStopsLoadsAndStartsTheRemoteThreeTimes) {
    const AmpsimRun run(source_file("scenarios/rpmsg-lifecycle.toml"), {"count=30"});
    ASSERT_EQ(run.exit_status(), 0) << run;
    EXPECT_EQ(run.span("rpmsg.rtt").at("count"), 4 * 30);
    EXPECT_EQ(run.span("rpmsg.rtt").at("lost"), 0);
    EXPECT_EQ(run.counter("src.stops"), 3);
    EXPECT_EQ(run.counter("src.starts"), 3);
    EXPECT_EQ(occurrences(run.console("linux"), "30 messages, 0 lost, 0 corrupted"), 4);
    // It has really booted anew each time.
    EXPECT_EQ(occurrences(run.console("rtos"), "rpmsg_remote, 256 buffers each way"), 4);
    int starts = 0;
    int stops = 0;
    for (const json& event : run.trace_events()) {
        const bool of_rtos = event.at("pid") == 2 && event.at("ph") == "i";
        starts += of_rtos && event.at("name") == "start" ? 1 : 0;
        stops += of_rtos && event.at("name") == "stop" ? 1 : 0;
    }
    EXPECT_EQ(starts, 4);
    EXPECT_EQ(stops, 3);
}

TEST(Payloads, EverySizeTwoEndpointsAndAFullVring) {
    const AmpsimRun run(source_file("scenarios/rpmsg-payloads.toml"));
    ASSERT_EQ(run.exit_status(), 0) << run;
    const std::string console = run.console("linux");
    EXPECT_EQ(occurrences(console, "496 messages, 0 lost, 0 corrupted"), 1) << console;
    EXPECT_EQ(occurrences(console, "990 messages, 0 lost, 0 corrupted"), 1) << console;
    EXPECT_EQ(occurrences(console, "300 messages, 0 lost, 0 corrupted"), 1) << console;
    EXPECT_EQ(occurrences(console, "waited 0 times"), 0) << console;
    // The other side's view: 496 + 495 + 300 and 495 messages.
    EXPECT_EQ(occurrences(console, "echo 0x400: messages 1291 bytes "), 1) << console;
    EXPECT_EQ(occurrences(console, "echo 0x401: messages 495 bytes "), 1) << console;
    // A sender was held back for as long as the remote was busy, once or more.
    EXPECT_GT(run.span("rpmsg.back_pressure").at("max_ns").get<std::int64_t>(), 1'000'000);
    EXPECT_EQ(run.counter("mu.a.overruns"), 0);
}

TEST(SmallRemote, EchoAndConsoleIn64KiB) {
    const AmpsimRun run(source_file("scenarios/rpmsg-small.toml"), {"count=62"});
    ASSERT_EQ(run.exit_status(), 0) << run;
    const std::string console = run.console("linux");
    EXPECT_EQ(occurrences(console, "62 messages, 0 lost, 0 corrupted"), 1) << console;
    EXPECT_EQ(occurrences(console, "80 messages, 0 lost, 0 corrupted"), 1) << console;
    EXPECT_EQ(occurrences(console, "echo 0x400: messages 102 "), 1) << console;
    EXPECT_EQ(occurrences(run.console("rtos"), "16 buffers each way"), 1);
}

TEST(SmallRemote, FootprintIsOfTheLinkersMap) {
    const Directory directory;
    Process process(ampsim({"footprint", "--json", built_guest("rtos/rpmsg_remote_small.elf")}),
                    directory);
    const Finished finished = process.wait();
    ASSERT_EQ(finished.exit_status, 0) << finished.err;
    const json footprint = json::parse(finished.out).at(0);
    const int flash = footprint.at("flash");
    const int ram = footprint.at("ram").at("total");
    EXPECT_GT(flash, 8 * 1024);
    EXPECT_LT(flash + ram, 64 * 1024);
    EXPECT_GE(footprint.at("ram").at("stacks"), 2048);
    EXPECT_EQ(footprint.at("ram").at("heap"), 4608);
    EXPECT_EQ(footprint.at("shared").at("vrings"), 2 * 0x2000);
    EXPECT_EQ(footprint.at("shared").at("buffers"), 2 * 16 * 512);
    int of_parts = 0;
    for (const json& part : footprint.at("parts")) {
        of_parts += part.at("flash").get<int>();
    }
    EXPECT_EQ(of_parts, flash);
    for (const char* kind : {"kernel", "transport", "library", "application"}) {
        EXPECT_GT(footprint.at("kinds").at(kind).at("flash"), 0) << kind;
    }
}

} // namespace
} // namespace ampsim::integration

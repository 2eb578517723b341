// SPDX-License-Identifier: BSD-3-Clause
//
// Linux serves an RTOS console, files, block device, network, sockets and random numbers, without a
// hypervisor: the scenario's own checks in each of its variants, and what the variants differ in.
#include "tests/integration/run_ampsim.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace ampsim::integration {
namespace {

AmpsimRun services(const std::string& variant) {
    return AmpsimRun(source_file("scenarios/hvl-services.toml"),
                     {"variant=" + variant, "count=50", "bytes=65536"});
}

class HvlServices : public testing::TestWithParam<std::string> {};

TEST_P(HvlServices, AreUsedByTheRtos) {
    const AmpsimRun run = services(GetParam());
    EXPECT_EQ(run.exit_status(), 0) << run << run.console("linux") << run.console("rtos");
}

INSTANTIATE_TEST_SUITE_P(Variants, HvlServices,
                         testing::Values("shim", "ram", "shim-polled", "ram-polled"),
                         [](const auto& of) {
                             std::string name = of.param;
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

TEST(Hvl2020, SleepsAndScansAreWhatTheDemonstrationSpentItsTimeOn) {
    std::map<std::string, std::int64_t> median;
    for (const char* variant : {"demo", "no-sleep", "per-queue", "shim"}) {
        const AmpsimRun run(source_file("scenarios/hvl-2020.toml"),
                            {std::string("variant=") + variant, "count=10"});
        ASSERT_EQ(run.exit_status(), 0) << variant << run << run.console("linux");
        median[variant] = run.span("tcp.rtt").at("p50_ns").get<std::int64_t>();
    }
    EXPECT_GT(median["demo"], 6'000'000) << "six devices, 1 ms each";
    EXPECT_LT(median["no-sleep"], 1'000'000);
    EXPECT_LT(median["per-queue"], median["no-sleep"]);
    EXPECT_LT(median["shim"], median["no-sleep"]) << "which has a bit for each queue as well";
}

TEST(HvlRestart, AMonitorThatIsKilledIsReplacedAndTheRtosGoesOn) {
    for (const char* variant : {"shim", "ram"}) {
        const AmpsimRun run(source_file("scenarios/hvl-restart.toml"),
                            {std::string("variant=") + variant});
        ASSERT_EQ(run.exit_status(), 0) << variant << run << run.console("linux");
        EXPECT_THAT(run.console("linux"),
                    testing::HasSubstr("after the second")); // and the script saw it come back
        const AmpsimRun again(source_file("scenarios/hvl-restart.toml"),
                              {std::string("variant=") + variant});
        EXPECT_EQ(again.result().at("trace_sha256"), run.result().at("trace_sha256"));
    }
}

} // namespace
} // namespace ampsim::integration

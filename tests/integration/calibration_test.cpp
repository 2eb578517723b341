// SPDX-License-Identifier: BSD-3-Clause
//
// What a run of scenarios/calibration says beside what was published.
#include "tests/integration/report_data.h"
#include "tests/integration/run_ampsim.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace ampsim::integration {
namespace {

using nlohmann::json;
using testing::HasSubstr;

AmpsimRun mailbox(const std::string& variant) {
    return AmpsimRun(source_file("scenarios/calibration/am62p-mailbox.toml"),
                     {"variant=" + variant});
}

TEST(Calibration, AFittedFigureStillAgrees) {
    const AmpsimRun run = mailbox("mcu-to-wkup-irq");
    ASSERT_EQ(run.exit_status(), 0) << run;
    const json& beside = run.result().at("published").at(0);
    EXPECT_EQ(beside["figure"], "there.mean");
    EXPECT_EQ(beside["published"], "309 ns");
    EXPECT_EQ(beside["found"], std::to_string(run.span("there").at("mean_ns").get<int>()) + " ns");
    EXPECT_EQ(beside["role"], "fitted");
    EXPECT_NEAR(beside["deviation"].get<double>(), 0, 0.02);
}

TEST(Calibration, APredictedFigureIsSaidOnTheTerminalAndInTheReport) {
    const AmpsimRun run = mailbox("wkup-to-a53-irq");
    ASSERT_EQ(run.exit_status(), 0) << run;
    const json& beside = run.result().at("published").at(0);
    EXPECT_EQ(beside["role"], "predicted");
    EXPECT_NEAR(beside["deviation"].get<double>(), 0, 0.05); // docs/fidelity.md says -2.3 %
    EXPECT_THAT(run.finished().out, HasSubstr("published\n  figure"));
    EXPECT_THAT(run.finished().out, HasSubstr("there.mean     695 ns"));
    EXPECT_EQ(report_data(content_of(run.file("report.html")))["run"]["result"]["published"],
              run.result()["published"]);
}

TEST(Calibration, AWordThatNobodyPublishedStandsAlone) {
    const AmpsimRun run = mailbox("a53-to-mcu-irq");
    ASSERT_EQ(run.exit_status(), 0) << run;
    EXPECT_FALSE(run.result().contains("published"));
}

TEST(Calibration, ALongerMessageCostsMoreWhereMemoryIsTimed) {
    const std::string scenario = source_file("scenarios/calibration/am62x-rpmsg.toml");
    const AmpsimRun shorter(scenario, {"variant=r5f-to-a53-4", "count=5"});
    const AmpsimRun longer(scenario, {"variant=r5f-to-a53-112", "count=5"});
    ASSERT_EQ(longer.exit_status(), 0) << longer;
    EXPECT_GT(longer.span("rtt").at("p50_ns").get<int>(),
              2 * shorter.span("rtt").at("p50_ns").get<int>());
    EXPECT_NEAR(longer.result().at("published").at(0)["deviation"].get<double>(), 0, 0.05);
}

} // namespace
} // namespace ampsim::integration

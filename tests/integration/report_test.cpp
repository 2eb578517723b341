// SPDX-License-Identifier: BSD-3-Clause
//
// The report of a real run: Linux, an RTOS and the mailbox between them.
#include "tests/integration/report_data.h"
#include "tests/integration/run_ampsim.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::integration {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::StartsWith;

std::uint64_t sum_of_counts(const json& histogram) {
    std::uint64_t sum = 0;
    for (const json& bin : histogram) {
        sum += bin.at(2).get<std::uint64_t>();
    }
    return sum;
}

TEST(Report, OfAnRpmsgPing) {
    const AmpsimRun run(source_file("scenarios/rpmsg-ping.toml"), {"count=100"});
    ASSERT_EQ(run.exit_status(), 0) << run;
    const json data = report_data(content_of(run.file("report.html")));
    ASSERT_TRUE(data.is_object());
    EXPECT_EQ(data["title"], "rpmsg-ping");
    EXPECT_THAT(data["answer"].get<std::string>(),
                AllOf(StartsWith("rpmsg.rtt takes "), HasSubstr(" (100 times); "),
                      HasSubstr("\"reader woken\"")));

    const json& spans = data["run"]["result"]["spans"];
    ASSERT_EQ(spans.size(), 3U);
    for (const json& span : spans) {
        EXPECT_EQ(sum_of_counts(span["histogram"]), 100U) << span["name"];
        EXPECT_EQ(span["curve"].front(), json({0, span["min_ns"]}));
        EXPECT_THAT(span["curve"], Contains(json({50, span["p50_ns"]})));
        EXPECT_EQ(span["curve"].back(), json({100, span["max_ns"]}));
        for (const json& hop : span["hops"]) {
            EXPECT_EQ(sum_of_counts(hop["histogram"]), hop["count"]) << hop["name"];
            EXPECT_LE(hop["histogram"].front().at(0), hop["min_ns"]);
            EXPECT_GT(hop["histogram"].back().at(1), hop["max_ns"]);
        }
    }

    const json& platform = data["run"]["platform"];
    EXPECT_EQ(platform["name"], "imx8mm-amp");
    EXPECT_EQ(platform["nodes"][0]["cpu"], "cortex-a53");
    EXPECT_EQ(platform["nodes"][1]["cpu"], "cortex-m4");
    EXPECT_THAT(
        platform["edges"],
        Contains(
            json({{"from", "mu.b"}, {"to", "rtos"}, {"kind", "interrupt"}, {"latency_ns", 48}})));
    const auto inputs = data["run"]["manifest"]["inputs"].size();
    EXPECT_THAT(data["provenance"], Contains(testing::Truly([&](const json& line) {
                    return line[0] == "inputs" && line[1].get<std::string>().rfind(
                                                      std::to_string(inputs) + " files, ", 0) == 0;
                })));
}

} // namespace
} // namespace ampsim::integration

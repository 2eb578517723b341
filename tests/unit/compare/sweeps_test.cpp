// SPDX-License-Identifier: BSD-3-Clause
#include "sim/compare/sweeps.h"

#include "sim/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace ampsim::compare {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Json = nlohmann::json;

/// Two points of one axis, two figures.
Json sample_sweep() {
    return Json{
        {"format", "ampsim-sweep 1"},
        {"scenario", "latency"},
        {"axes", {{{"key", "mu_signal"}}}},
        {"figures", {{{"name", "rtt.p50"}, {"unit", "ns"}}, {{"name", "rtt.count"}, {"unit", ""}}}},
        {"points",
         {{{"key", "aa"}, {"values", {"25 ns"}}, {"status", "done"}, {"figures", {39540, 100}}},
          {{"key", "bb"},
           {"values", {"525 ns"}},
           {"status", "done"},
           {"figures", {35012, nullptr}}}}}};
}

SweepComparison compared(const Json& a, const Json& b, const char* tolerance = "0") {
    return compare(parse_sweep("a", a.dump()), parse_sweep("b", b.dump()),
                   parse_tolerance(tolerance));
}

TEST(Sweeps, ThatAreEqualHaveNoDifference) {
    const SweepComparison comparison = compared(sample_sweep(), sample_sweep());
    EXPECT_FALSE(comparison.beyond());
    EXPECT_EQ(comparison.points, 2U);
    EXPECT_EQ(comparison.same, 4U);
    EXPECT_THAT(to_text(comparison, {}),
                HasSubstr("✓ no difference: 4 figures of 2 points are equal"));
}

TEST(Sweeps, AreComparedPointByPoint) {
    Json after = sample_sweep();
    after["points"][1]["figures"] = {35112, 99};
    const SweepComparison comparison = compared(sample_sweep(), after);
    EXPECT_TRUE(comparison.beyond());
    ASSERT_EQ(comparison.moved.size(), 2U);
    EXPECT_EQ(comparison.moved[0].point, "mu_signal = 525 ns");
    EXPECT_EQ(comparison.moved[0].figure, "rtt.p50");
    EXPECT_THAT(to_text(comparison, {}),
                HasSubstr("mu_signal = 525 ns  rtt.p50    35.012 us  →  35.112 us  +100 ns"));
    const auto json = Json::parse(to_json(comparison));
    EXPECT_EQ(json["points"][0]["b"], 35112);
    EXPECT_EQ(json["points"][1]["a"], nullptr);
    EXPECT_EQ(json["beyond"], true);
}

TEST(Sweeps, HaveTheToleranceOfRuns) {
    Json after = sample_sweep();
    after["points"][0]["figures"][0] = 39640;
    EXPECT_TRUE(compared(sample_sweep(), after, "99 ns").beyond());
    EXPECT_FALSE(compared(sample_sweep(), after, "100 ns").beyond());
    EXPECT_FALSE(compared(sample_sweep(), after, "1%").beyond());
    after["points"][0]["figures"][1] = 99;
    EXPECT_TRUE(compared(sample_sweep(), after, "100 ns").beyond()); // a count
}

TEST(Sweeps, MissPointsAndFigures) {
    Json after = sample_sweep();
    after["points"][0]["values"][0] = "30 ns";
    after["points"][1]["status"] = "failed";
    after["figures"][1]["name"] = "rtt.lost";
    const SweepComparison comparison = compared(sample_sweep(), after, "100%");
    EXPECT_TRUE(comparison.beyond());
    EXPECT_THAT(comparison.only_in_a, ElementsAre("figure rtt.count", "point mu_signal = 25 ns"));
    EXPECT_THAT(comparison.only_in_b, ElementsAre("figure rtt.lost", "point mu_signal = 30 ns"));
    EXPECT_THAT(comparison.failed, ElementsAre("mu_signal = 525 ns"));
    EXPECT_THAT(comparison.moved, IsEmpty());
}

TEST(Sweeps, AreRefusedWhenTheyAreNone) {
    for (const char* content : {"", "{}", "[]", R"({"format": "ampsim-sweep 2"})",
                                R"({"format": "ampsim-sweep 1", "scenario": "x"})"}) {
        EXPECT_THROW(parse_sweep("x", content), InputError) << content;
    }
    EXPECT_FALSE(is_sweep("/nowhere"));
}

} // namespace
} // namespace ampsim::compare

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/compare/comparison_files.h"
#include "tests/unit/compare/sample_figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace ampsim::compare {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Comparison, OfEqualRunsIsNothing) {
    const Comparison comparison = compare(sample_figures(), sample_figures(), {});
    EXPECT_FALSE(comparison.beyond());
    EXPECT_TRUE(comparison.exact());
    // 3 spans and 11 hops with count and 7 durations, `lost` of each span, a counter.
    EXPECT_EQ(comparison.same, 14U * 8 + 3 + 1);
    EXPECT_THAT(comparison.parts, IsEmpty());
}

TEST(Comparison, SaysByHowMuch) {
    Figures after = sample_figures();
    hop_of(after, "ping.there", "line").statistics = always(30);
    const Comparison comparison = compare(sample_figures(), after, {});
    ASSERT_EQ(comparison.parts.size(), 1U);
    const Part& part = comparison.parts[0];
    EXPECT_TRUE(part.as_a_whole);
    EXPECT_EQ(part.changes.size(), statistic_names.size());
    const Change* median = part.find("p50");
    ASSERT_NE(median, nullptr);
    EXPECT_EQ(median->difference(), 5);
    EXPECT_DOUBLE_EQ(median->share().value_or(0), 0.2);
    EXPECT_TRUE(comparison.beyond());
}

TEST(Comparison, AllowsWhatTheToleranceAllows) {
    Figures after = sample_figures();
    hop_of(after, "ping.there", "line").statistics = always(30);
    EXPECT_FALSE(compare(sample_figures(), after, parse_tolerance("20%")).beyond());
    EXPECT_TRUE(compare(sample_figures(), after, parse_tolerance("19.9%")).beyond());
    EXPECT_FALSE(compare(sample_figures(), after, parse_tolerance("5 ns")).beyond());
    EXPECT_TRUE(compare(sample_figures(), after, parse_tolerance("4 ns")).beyond());
}

TEST(Comparison, TakesALostMessageSeriously) {
    Figures after = sample_figures();
    after.spans[1].lost = 1;
    const Comparison comparison = compare(sample_figures(), after, parse_tolerance("50 ns"));
    EXPECT_TRUE(comparison.beyond());
    EXPECT_EQ(comparison.parts.at(0).changes.at(0).statistic, "lost");
}

TEST(Comparison, HasNoNumberForWhatNeverHappened) {
    Figures after = sample_figures();
    hop_of(after, "ping.there", "line").statistics = {};
    const Comparison comparison = compare(sample_figures(), after, parse_tolerance("100%"));
    EXPECT_TRUE(comparison.beyond());
    const Change* median = comparison.parts.at(0).find("p50");
    ASSERT_NE(median, nullptr);
    EXPECT_FALSE(median->b.has_value());
    EXPECT_FALSE(median->difference().has_value());
}

TEST(Comparison, CallsRealOnlyWhatIsMoreThanTheUncertainty) {
    Figures before = sample_figures();
    Figures after = sample_figures();
    before.late_ns = 400;
    after.late_ns = 400;
    hop_of(after, "ping.there", "line").statistics = always(825); // by 800
    Comparison comparison = compare(before, after, {});
    EXPECT_FALSE(comparison.exact());
    EXPECT_EQ(comparison.uncertainty_ns, 800);
    EXPECT_FALSE(comparison.beyond());
    EXPECT_FALSE(comparison.parts.at(0).real());
    hop_of(after, "ping.there", "line").statistics = always(826);
    comparison = compare(before, after, {});
    EXPECT_TRUE(comparison.beyond());
    EXPECT_TRUE(comparison.parts.at(0).real());
}

TEST(Comparison, DoesNotKnowWhatIsRealWhenTheHostHadAHandInIt) {
    Figures after = sample_figures();
    after.not_reproducible = {{"console0", "pty"}};
    hop_of(after, "ping.there", "line").statistics = always(30);
    EXPECT_FALSE(compare(sample_figures(), after, {}).parts.at(0).real());
    EXPECT_TRUE(compare(sample_figures(), after, {}).beyond());
    EXPECT_FALSE(compare(sample_figures(), after, parse_tolerance("20%")).beyond());
}

TEST(Comparison, MissesWhatOnlyTheFirstHas) {
    Figures after = sample_figures();
    after.spans[1].hops.erase(after.spans[1].hops.begin() + 2);
    after.spans[2].name = "ping.return";
    const Comparison comparison = compare(sample_figures(), after, {});
    EXPECT_TRUE(comparison.beyond());
    EXPECT_THAT(comparison.only_in_a, ElementsAre("hop ping.there [line]", "span ping.back"));
    EXPECT_THAT(comparison.only_in_b, ElementsAre("span ping.return"));
}

TEST(Comparison, TakesWhatIsNew) {
    Figures before = sample_figures();
    before.spans.pop_back();
    const Comparison comparison = compare(before, sample_figures(), {});
    EXPECT_FALSE(comparison.beyond());
    EXPECT_THAT(comparison.only_in_b, ElementsAre("span ping.back"));
}

TEST(Comparison, TakesAFailedRunForADifference) {
    Figures after = sample_figures();
    after.failure = "linux panicked";
    EXPECT_TRUE(compare(sample_figures(), after, {}).beyond());
}

TEST(Comparison, GuardsTheCountersOfABaseline) {
    Figures before = sample_figures();
    Figures after = sample_figures();
    after.counters = {{"mu.a.messages", 103}, {"mu.b.messages", 1}};
    Comparison comparison = compare(before, after, {});
    EXPECT_FALSE(comparison.beyond());
    EXPECT_EQ(comparison.counters.size(), 1U);
    EXPECT_THAT(comparison.only_in_b, ElementsAre("counter mu.b.messages"));
    before.is_baseline = true;
    comparison = compare(before, after, {});
    EXPECT_TRUE(comparison.beyond());
    EXPECT_THAT(comparison.only_in_b, IsEmpty()); // it has only those that were asked for
    EXPECT_FALSE(compare(before, after, parse_tolerance("3%")).beyond());
}

TEST(Comparison, NamesInputsThatDiffer) {
    Figures before = sample_figures();
    Figures after = sample_figures();
    before.inputs = {{{"set", "platform.mu.signal-latency-ns"}, "25"},
                     {{"file", "vmlinuz"}, "11"},
                     {{"version", "ampsim"}, "0.1.0"}};
    after.inputs = {{{"set", "platform.mu.signal-latency-ns"}, "525"},
                    {{"file", "initramfs"}, "22"},
                    {{"version", "ampsim"}, "0.1.0"}};
    const Comparison comparison = compare(before, after, {});
    EXPECT_TRUE(comparison.inputs_known);
    ASSERT_EQ(comparison.inputs.size(), 3U);
    EXPECT_EQ(comparison.inputs[0].name, "initramfs");
    EXPECT_FALSE(comparison.inputs[0].a.has_value());
    EXPECT_FALSE(comparison.inputs[1].b.has_value());
    EXPECT_EQ(comparison.inputs[2].a, "25");
    EXPECT_EQ(comparison.inputs[2].b, "525");
}

TEST(ComparisonJson, HasWhatToolsNeed) {
    Figures after = sample_figures();
    hop_of(after, "ping.there", "line").statistics = always(525);
    after.spans[1].lost = 2;
    after.counters["mu.a.messages"] = 98;
    const auto json =
        nlohmann::json::parse(to_json(compare(sample_figures(), after, parse_tolerance("2%"))));
    EXPECT_EQ(json["format"], "ampsim-comparison 1");
    EXPECT_EQ(json["tolerance"], 0.02);
    EXPECT_EQ(json["exact"], true);
    EXPECT_EQ(json["uncertainty_ns"], 0);
    EXPECT_EQ(json["beyond"], true);
    ASSERT_EQ(json["moved"].size(), statistic_names.size());
    const auto& median = json["moved"][p50];
    EXPECT_EQ(median["span"], "ping.there");
    EXPECT_EQ(median["hop"], "line");
    EXPECT_EQ(median["statistic"], "p50");
    EXPECT_EQ(median["a_ns"], 25);
    EXPECT_EQ(median["b_ns"], 525);
    EXPECT_EQ(median["change_ns"], 500);
    EXPECT_EQ(median["change"], 20.0);
    EXPECT_EQ(median["cause"], true);
    EXPECT_EQ(median["beyond"], true);
    EXPECT_EQ(json["counts"][0]["statistic"], "lost");
    EXPECT_EQ(json["counts"][0]["b"], 2);
    EXPECT_EQ(json["counters"][0]["name"], "mu.a.messages");
}

} // namespace
} // namespace ampsim::compare

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/sweep/findings.h"
#include "tests/unit/sweep/results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::sweep {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

/// Two points of two axes: one was done, one failed.
class Found : public testing::Test {
protected:
    Found() {
        Axis signal;
        signal.key = "mu_signal";
        signal.unit = "ns";
        signal.values = {"25 ns", "2 us"};
        signal.numbers = {25, 2000};
        signal.behind_snapshot = true;
        Axis mode;
        mode.key = "mode";
        mode.values = {"a, \"b\""};
        mode.numbers = {std::nullopt};
        findings.ampsim_version = "1";
        findings.scenario = "s";
        findings.platform = "p";
        findings.sets = {"count=3"};
        findings.axes = {signal, mode};
        findings.figures = {
            {"msg.p50", 1}, {"msg.count", 0}, {"msg.p50 / msg.max", 0}, {"counters.none", 0}};
        write_result(directory.file("done"));
        findings.points = {point("25 ns"), point("2 us")};
        findings.outcomes = {*read_outcome(directory.file("done")),
                             without_result("was killed by signal 9 (Killed)", "nothing")};
    }
    static Point point(const std::string& signal) {
        Point made;
        made.values = {signal, "a, \"b\""};
        made.key = "0123456789abcdef";
        return made;
    }

    TemporaryDirectory directory;
    Findings findings;
};

TEST_F(Found, TheTableOfPointsIsRfc4180) {
    EXPECT_EQ(to_csv(findings),
              "mu_signal_ns,mode,status,msg.p50_ns,msg.count,msg.p50 / msg.max,counters.none\r\n"
              "25,\"a, \"\"b\"\"\",done,200,3,0.3333333333333333,\r\n"
              "2000,\"a, \"\"b\"\"\",failed,,,,\r\n");
}

TEST_F(Found, PublishedFiguresStandBesideThoseOfEachPoint) {
    EXPECT_EQ(published_table(findings), "");
    EXPECT_THAT(to_json(findings), Not(HasSubstr("published")));
    findings.outcomes[0].published = {
        {{"msg.p50", "250 ns", "a paper", "predicted"}, "200 ns", -0.2}};
    EXPECT_EQ(published_table(findings),
              "  mu_signal  mode    figure   published    here  deviation\n"
              "  25 ns      a, \"b\"  msg.p50     250 ns  200 ns    -20.0 %  predicted\n");
    EXPECT_EQ(json::parse(to_json(findings))["points"][0]["published"][0]["deviation"], -0.2);
}

TEST_F(Found, AKeyThatSaysItsUnitIsLeftAlone) {
    findings.axes[0].key = "platform.mu.signal-latency-ns";
    EXPECT_THAT(to_csv(findings), HasSubstr("platform.mu.signal-latency-ns,mode,"));
}

TEST_F(Found, SweepJsonHasAxesFiguresAndPoints) {
    const json sweep = json::parse(to_json(findings));
    EXPECT_EQ(sweep.at("format"), "ampsim-sweep 1");
    EXPECT_EQ(sweep.at("axes")[0], (json{{"key", "mu_signal"},
                                         {"unit", "ns"},
                                         {"values", {"25 ns", "2 us"}},
                                         {"numbers", {25, 2000}},
                                         {"behind_snapshot", true}}));
    EXPECT_EQ(sweep.at("axes")[1].at("numbers"), json::array({nullptr}));
    EXPECT_EQ(sweep.at("figures")[0], (json{{"name", "msg.p50"}, {"unit", "ns"}}));
    EXPECT_EQ(sweep.at("figures")[1], (json{{"name", "msg.count"}, {"unit", ""}}));
    const json& done = sweep.at("points")[0];
    EXPECT_EQ(done.at("status"), "done");
    EXPECT_EQ(done.at("figures"), json::array({200, 3, 200.0 / 600, nullptr}));
    EXPECT_EQ(done.at("expectations")[0].at("ok"), true);
    EXPECT_EQ(done.at("trace_sha256"), "abc");
    EXPECT_FALSE(done.contains("failure"));
    const json& failed = sweep.at("points")[1];
    EXPECT_EQ(failed.at("status"), "failed");
    EXPECT_EQ(failed.at("failure"), "was killed by signal 9 (Killed)");
    EXPECT_EQ(failed.at("figures"), json::array({nullptr, nullptr, nullptr, nullptr}));
    EXPECT_EQ(sweep.at("until"), nullptr);
}

TEST_F(Found, SweepJsonSaysWhatASearchFound) {
    findings.limit = Limit{"msg.p50 < 1 us", "mu_signal", "617 ns", "618 ns", {0, 1}};
    EXPECT_EQ(json::parse(to_json(findings)).at("until"), (json{{"expression", "msg.p50 < 1 us"},
                                                                {"axis", "mu_signal"},
                                                                {"holds", "617 ns"},
                                                                {"fails", "618 ns"},
                                                                {"probes", {0, 1}}}));
}

TEST_F(Found, ParametersInAFigureAreThoseOfThePoint) {
    findings.points[0].parameters = {{"count", "4"}};
    EXPECT_EQ(
        value_of({"msg.count / parameters.count", 0}, findings.points[0], findings.outcomes[0])
            .number,
        0.75);
}

TEST_F(Found, TheTableForPeopleHasWhatFits) {
    const std::string wide = table(findings, 200, false);
    EXPECT_THAT(wide, HasSubstr("msg.p50 / msg.max"));
    EXPECT_THAT(wide, HasSubstr("    25 ns  a, \"b\"   200 ns"));
    EXPECT_THAT(wide, HasSubstr("failed: was killed by signal 9 (Killed)"));
    EXPECT_THAT(wide, Not(HasSubstr("\x1b")));
    const std::string narrow = table(findings, 40, false);
    EXPECT_THAT(narrow, HasSubstr("msg.p50"));
    EXPECT_THAT(narrow, HasSubstr("2 more figures are in points.csv"));
}

TEST_F(Found, AnExpectationThatDoesNotHoldIsNamed) {
    findings.outcomes[0].expectations.push_back({"msg.p99 < 1 ns", false, "600 ns"});
    EXPECT_FALSE(findings.outcomes[0].all_hold());
    EXPECT_THAT(table(findings, 100, false), HasSubstr("✗ msg.p99 < 1 ns: 600 ns"));
}

TEST(UsualFigures, AreThoseOfSpansThenOfHops) {
    const std::vector<measure::SpanDefinition> spans{{"a", "x", {{"h", "y"}}}, {"b", "x", {}}};
    EXPECT_EQ(default_figures(spans),
              (std::vector<std::string>{"a.count", "a.p50", "a.p99", "a.max", "b.count", "b.p50",
                                        "b.p99", "b.max", "a.hop[h].p50"}));
}

TEST(ReadOutcome, IsNothingForWhatIsNoResult) {
    const TemporaryDirectory directory;
    EXPECT_FALSE(read_outcome(directory.path()));
    for (const char* text :
         {"", "[]", "{}", "{\"trace_sha256\": 5}", R"({"trace_sha256": "", "expectations": []})",
          R"({"trace_sha256": "", "expectations": [{}]})"}) {
        write_text(directory.file("result.json"), text);
        EXPECT_FALSE(read_outcome(directory.path())) << text;
    }
}

} // namespace
} // namespace ampsim::sweep

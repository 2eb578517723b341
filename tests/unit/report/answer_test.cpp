// SPDX-License-Identifier: BSD-3-Clause
#include "sim/report/answer.h"

#include "sim/error.h"
#include "sim/report/words.h"
#include "tests/unit/report/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::report {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using testing::ThrowsMessage;

std::string of_run(const Json& result) {
    return answer_of_run(Value(result, "result.json"));
}

std::string of_run(const measure::Result& result) {
    return of_run(Json::parse(measure::to_json(result)));
}

std::string of_sweep(const Json& sweep) {
    return answer_of_sweep(Value(sweep, "sweep.json"));
}

std::string of_comparison(const Json& comparison) {
    return answer_of_comparison(Value(comparison, "comparison.json"));
}

TEST(Words, SayShares) {
    EXPECT_EQ(share_in_words(0.494), "half");
    EXPECT_EQ(share_in_words(0.33), "a third");
    EXPECT_EQ(share_in_words(0.66), "two thirds");
    EXPECT_EQ(share_in_words(0.25), "a quarter");
    EXPECT_EQ(share_in_words(0.76), "three quarters");
    EXPECT_EQ(share_in_words(1), "all");
    EXPECT_EQ(share_in_words(0.98), "nearly all");
    EXPECT_EQ(share_in_words(0.4), "40 %");
    EXPECT_EQ(share_in_words(0), "0 %");
}

TEST(Words, SayFigures) {
    EXPECT_EQ(figure_text(39'512, "ns"), "39.5 µs");
    EXPECT_EQ(figure_text(12'345, ""), "12,345");
    EXPECT_EQ(figure_text(-3, ""), "-3");
    EXPECT_EQ(figure_text(0.70001, ""), "0.7");
    EXPECT_EQ(figure_text(5, "B"), "5 B");
    EXPECT_EQ(change_text(500, "ns"), "+500 ns");
    EXPECT_EQ(change_text(-500, "ns"), "-500 ns");
    EXPECT_EQ(change_text(0, "ns"), "0 ns");
    EXPECT_EQ(change_in_percent(0.0249), "+2.5 %");
    EXPECT_EQ(change_in_percent(-0.1), "-10 %");
    EXPECT_EQ(counted(1, "point"), "1 point");
    EXPECT_EQ(counted(1200, "point"), "1,200 points");
}

TEST(Words, ASettingIsShownWithItsUnitAsFiguresAre) {
    EXPECT_EQ(setting_text("2 us"), "2 µs");
    EXPECT_EQ(setting_text("1.5 us"), "1.5 µs");
    EXPECT_EQ(setting_text("25 ns"), "25 ns");
    EXPECT_EQ(setting_text("menus"), "menus");
    EXPECT_EQ(setting_text(""), "");
}

TEST(AnswerOfARun, TellsHowLongAndWhatTakesMost) {
    EXPECT_EQ(of_run(measure::sample_result()),
              "msg.one_way takes 200 ns at the median and 600 ns at p99 (3 times); 20 % of "
              "msg.one_way is \"first isr\".");
}

/// A span that cuts the whole into two, and one that cuts its second half finer.
Json with_parts() {
    const auto hop = [](const char* name, const char* event, int total, double share) {
        return Json{{"name", name}, {"event", event}, {"total_ns", total}, {"share", share}};
    };
    const auto span = [](const char* name, const char* start, int each, const Json& hops) {
        return Json{{"name", name},   {"start", start}, {"count", 1000},  {"min_ns", each},
                    {"p50_ns", each}, {"p99_ns", each}, {"max_ns", each}, {"hops", hops}};
    };
    return {{"spans",
             {span("rtt", "linux:send", 40'000,
                   {hop("there", "rtos:echo", 10'000'000, 0.25),
                    hop("back", "linux:received", 30'000'000, 0.75)}),
              span("back", "rtos:echo", 30'000,
                   {hop("kick", "rise:mu.a", 15'000'000, 0.5),
                    hop("reader woken", "linux:received", 15'000'001, 0.5)})}},
            {"expectations", Json::array()},
            {"time", {{"simulated_ns", 2'000'000'000}}}};
}

TEST(AnswerOfARun, DoesNotNameAHopThatAnotherSpanCutsIntoParts) {
    EXPECT_EQ(of_run(with_parts()),
              "rtt takes 40.0 µs each time (1,000 times); half of back is \"reader woken\".");
}

TEST(AnswerOfARun, BeginsWithWhatWentWrong) {
    measure::Result result = measure::sample_result();
    result.expectations = {measure::evaluate("msg.one_way.p99 < 500 ns", result),
                           measure::evaluate("msg.one_way.count == 3", result)};
    EXPECT_THAT(of_run(result), StartsWith("msg.one_way.p99 < 500 ns does not hold (it is 600 ns); "
                                           "msg.one_way takes 200 ns at"));
    result.expectations.push_back(measure::evaluate("msg.one_way.lost == 0", result));
    EXPECT_THAT(of_run(result), HasSubstr("(it is 600 ns), nor does another expectation; "));
    result.expectations.push_back(measure::evaluate("msg.one_way.lost == 7", result));
    EXPECT_THAT(of_run(result), HasSubstr("(it is 600 ns), nor do 2 others; "));
    result.failure = "linux: panic\nlast words";
    EXPECT_THAT(of_run(result),
                StartsWith("The run ended early, after 5.00 µs: linux: panic; msg"));
}

TEST(AnswerOfARun, SaysThatNothingWasMeasured) {
    measure::Result result = measure::sample_result();
    result.spans.erase(result.spans.begin());
    EXPECT_EQ(of_run(result), "never was not completed once.");
    result.spans.clear();
    EXPECT_EQ(of_run(result), "5.00 µs of virtual time, in which no span was measured.");
}

TEST(AnswerOfASweep, TellsFromWhereToWhereAndWhatMattersMost) {
    EXPECT_EQ(of_sweep(sample_sweep()),
              "rtt.p99 goes from 10.0 µs (mu_signal 25 ns, size 1 B) to 14.7 µs (mu_signal 2 µs, "
              "size 64 B) over 4 points; mu_signal matters most: 4.10 µs along it, 600 ns along "
              "size.");
}

TEST(AnswerOfASweep, LeavesFailedPointsOut) {
    Json sweep = sample_sweep();
    sweep["points"][3] = sample_point("a3", {"2 us", "64"}, nullptr);
    EXPECT_EQ(of_sweep(sweep),
              "rtt.p99 goes from 10.0 µs (mu_signal 25 ns, size 1 B) to 14.0 µs (mu_signal 2 µs, "
              "size 1 B) over 3 points; mu_signal matters most: 2.00 µs along it, 250 ns along "
              "size; 1 of 4 points failed.");
    for (Json& point : sweep["points"]) {
        point = sample_point("a", point["values"], nullptr);
    }
    EXPECT_EQ(of_sweep(sweep), "rtt.count was measured at no point; 4 of 4 points failed.");
}

TEST(AnswerOfASweep, SaysThatAFigureDoesNotChange) {
    Json sweep = sample_sweep();
    for (Json& point : sweep["points"]) {
        point["figures"] = {10, 700};
    }
    EXPECT_EQ(of_sweep(sweep), "rtt.p99 is 700 ns at each of 4 points.");
}

TEST(AnswerOfASweep, BeginsWithTheBound) {
    Json sweep = sample_sweep();
    sweep["until"] = {{"expression", "rtt.p99 < 12 us"},
                      {"axis", "mu_signal"},
                      {"holds", "812 ns"},
                      {"fails", "813 ns"},
                      {"probes", {0, 2}}};
    EXPECT_THAT(of_sweep(sweep),
                StartsWith("rtt.p99 < 12 us still holds with mu_signal 812 ns, and "
                           "not with 813 ns; rtt.p99 goes"));
    sweep["until"]["fails"] = nullptr;
    EXPECT_THAT(of_sweep(sweep), StartsWith("rtt.p99 < 12 us holds for every value of mu_signal "));
    sweep["until"]["holds"] = nullptr;
    EXPECT_THAT(of_sweep(sweep), StartsWith("rtt.p99 < 12 us holds for no value of mu_signal "));
}

TEST(AnswerOfASweep, RefusesAPointThatDoesNotFitTheAxes) {
    Json sweep = sample_sweep();
    sweep["points"][1]["values"] = {"25 ns"};
    EXPECT_THAT([&] { of_sweep(sweep); },
                ThrowsMessage<InputError>("sweep.json: points[1].values: expected a value for each "
                                          "of the 2 axes, got [\"25 ns\"]"));
}

TEST(AnswerOfAComparison, NamesTheCauseAndTheWhole) {
    EXPECT_EQ(of_comparison(sample_comparison("a", "b")),
              "p50 of \"mailbox\" of way goes from 60 ns to 560 ns (+500 ns, +833 %), of itself; "
              "p50 of rtt goes from 10.0 µs to 11.0 µs (+1.00 µs, +10 %).");
}

TEST(AnswerOfAComparison, SaysThatNothingMoved) {
    Json same = sample_comparison("a", "b");
    same["moved"] = Json::array();
    EXPECT_EQ(of_comparison(same), "No difference: all 12 figures are equal, to the nanosecond.");
    same["exact"] = false;
    EXPECT_EQ(of_comparison(same), "No difference: all 12 figures are equal.");
}

TEST(AnswerOfAComparison, IsTheComparisonsOwnIfItHasOne) {
    Json comparison = sample_comparison("a", "b");
    comparison["answer"] = "The mailbox did it.";
    EXPECT_EQ(of_comparison(comparison), "The mailbox did it.");
}

} // namespace
} // namespace ampsim::report

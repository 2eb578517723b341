// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/expectations.h"

#include "sim/error.h"

#include <gtest/gtest.h>

#include <sstream>

namespace ampsim::cli {
namespace {

scenario::Scenario expecting(const std::string& expression) {
    scenario::Scenario scenario;
    scenario.spans = {{"rpmsg.rtt", "linux:a", {{"kick", "linux:b"}, {"woken", "linux:c"}}}};
    scenario.expectations = {expression};
    return scenario;
}

TEST(Expectations, ThatCanBeMetLaterAreFineBeforeTheRun) {
    for (const char* expression :
         {"rpmsg.rtt.count == 1000", "rpmsg.rtt.hop[kick].p99 < 60 us",
          "counters.linux.accesses > 0", "counters.mu.a-b.x/counters.y < 2"}) {
        EXPECT_NO_THROW(check_expectations(expecting(expression))) << expression;
    }
}

TEST(Expectations, MistakesAreFoundBeforeTheRun) {
    for (const char* expression : {"rpmsg.rtt.count", "rpmsg.rtt.p99 < 60", "rpmsg.rt.count == 1",
                                   "rpmsg.rtt.hop[kik].p99 < 1 us", "counters.x ="}) {
        EXPECT_THROW(check_expectations(expecting(expression)), InputError) << expression;
    }
}

TEST(Expectations, OfACounterThatIsNotThereDoNotHold) {
    measure::Result result;
    const std::vector<std::string> mistakes =
        evaluate_expectations(expecting("counters.x == 0"), result);
    EXPECT_EQ(mistakes.size(), 1U);
    ASSERT_EQ(result.expectations.size(), 1U);
    EXPECT_FALSE(result.expectations[0].holds);
}

TEST(Expectations, MistakesInPublishedFiguresAreFoundBeforeTheRun) {
    scenario::Scenario scenario = expecting("rpmsg.rtt.count == 1000");
    scenario.published = {{"rpmsg.rtt.mean", "35 us", "a paper", "predicted"}};
    EXPECT_NO_THROW(check_expectations(scenario));
    scenario.published = {{"rpmsg.rtt.mean", "35", "a paper", "predicted"}};
    EXPECT_THROW(check_expectations(scenario), InputError);
}

TEST(Published, OfACounterThatIsNotThereIsAMistakeAndLeftOut) {
    scenario::Scenario scenario;
    scenario.published = {{"counters.x", "3", "a paper", "predicted"},
                          {"counters.y", "4", "a paper", "predicted"}};
    measure::Result result;
    result.counters["y"] = 5;
    EXPECT_EQ(put_beside_published(scenario, result).size(), 1U);
    ASSERT_EQ(result.published.size(), 1U);
    EXPECT_EQ(result.published[0].deviation, 0.25);
}

TEST(ScriptCounts, AreThoseOfTheConsole) {
    std::istringstream console("[    1.0] ampsim: count a.b_c-d 12\r\nampsim: count e 3\n"
                               "ampsim: count e 4\nampsim: count f -1\nampsim: count g 1.5\n"
                               "ampsim: count h h 1\nampsim: count i 1234567890123456789\n");
    EXPECT_EQ(script_counts(console),
              (std::map<std::string, std::uint64_t>{{"a.b_c-d", 12}, {"e", 4}}));
}

TEST(ScriptEnds, AreCountedOnTheConsole) {
    std::istringstream console(
        "booting\r\n[    1.0] ampsim: run exited with 0\r\nampsim: run exited with 1\n"
        "ampsim: run exited with 0\nampsim: run exited with 10\n");
    const ScriptEnds ends = script_ends(console);
    EXPECT_EQ(ends.passed, 2U);
    EXPECT_EQ(ends.failed, 2U);
}

} // namespace
} // namespace ampsim::cli

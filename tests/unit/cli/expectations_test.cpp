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

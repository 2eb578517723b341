// SPDX-License-Identifier: BSD-3-Clause
#include "sim/error.h"
#include "sim/sweep/axis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::sweep {
namespace {

using testing::HasSubstr;

Axis axis(const std::string& key, const std::vector<std::string>& values) {
    Axis made;
    made.key = key;
    made.values = values;
    return made;
}

TEST(AxisSetting, ListsAndRangesBecomeWhatAScenarioTakes) {
    EXPECT_EQ(axis_setting("size=1, 64,496", false), R"(sweep.axes."size"=["1", "64", "496"])");
    EXPECT_EQ(axis_setting("platform.mu.signal-latency-ns=25ns", false),
              R"(sweep.axes."platform.mu.signal-latency-ns"=["25ns"])");
    EXPECT_EQ(
        axis_setting("mu_signal=25 ns..2 us:8:log", false),
        R"(sweep.axes."mu_signal"={ from = "25 ns", to = "2 us", points = 8, scale = "log" })");
    EXPECT_EQ(axis_setting("size=1..496:12", false),
              R"(sweep.axes."size"={ from = "1", to = "496", points = 12, scale = "linear" })");
}

TEST(AxisSetting, TheEndsOfARangeAreEnoughForASearch) {
    EXPECT_EQ(axis_setting("size=1..496", true),
              R"(sweep.axes."size"={ from = "1", to = "496", points = 2, scale = "linear" })");
}

TEST(AxisSetting, TextsStayTexts) {
    EXPECT_EQ(axis_setting(R"(mode=a"b)", false), R"(sweep.axes."mode"=["a\"b"])");
}

TEST(AxisSetting, MistakesSayWhatWasExpected) {
    const auto error = [](const std::string& text) {
        try {
            axis_setting(text, false);
        } catch (const InputError& problem) {
            return std::string(problem.what());
        }
        return std::string();
    };
    EXPECT_THAT(error("size"), HasSubstr("--axis size: there is no KEY="));
    EXPECT_THAT(error("=1"), HasSubstr("there is no KEY="));
    EXPECT_THAT(error("size=1,,2"), HasSubstr("a value is empty"));
    EXPECT_THAT(error("size="), HasSubstr("a value is empty"));
    EXPECT_THAT(error("size=1..2"), HasSubstr("the number of points is missing"));
    EXPECT_THAT(error("size=1..2:x"), HasSubstr("'x' is no number of points"));
    EXPECT_THAT(error("size=1..2:3:log:4"), HasSubstr("too much"));
    EXPECT_THAT(error("size=3:1..2"), HasSubstr("begins with FROM..TO"));
    EXPECT_THAT(error("size=1,,2"), HasSubstr("such as mu_signal=25ns..2us:8:log"));
}

TEST(Grid, TheFirstAxisIsTheSlowest) {
    using Values = std::vector<std::vector<std::string>>;
    EXPECT_EQ(grid({axis("a", {"1", "2"}), axis("b", {"x", "y"})}),
              (Values{{"1", "x"}, {"1", "y"}, {"2", "x"}, {"2", "y"}}));
    EXPECT_EQ(grid({axis("a", {"1"})}), (Values{{"1"}}));
}

TEST(Grid, MayNotExplode) {
    const Axis many = axis("a", std::vector<std::string>(256, "1"));
    EXPECT_THROW(grid({many, many, many}), InputError);
}

} // namespace
} // namespace ampsim::sweep

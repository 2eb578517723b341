// SPDX-License-Identifier: BSD-3-Clause
//
// [parameters] as tables, [sweep], and what changes behind a snapshot.
#include "sim/scenario/scenario.h"

#include "sim/error.h"
#include "tests/unit/scenario/temporary_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::scenario {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Optional;

constexpr const char* head = R"(platform = "imx8mm-amp"
end.when = "off:linux"
expectations = ["x.p50 < parameters.mu"]
snapshot.at = "off:linux"
nodes.linux.script = "go\n"
[parameters]
count = 1000
size = { value = 16, unit = "B", min = 1, max = 496, description = "bytes of each" }
mu = { value = "25 ns", min = "0 ns", max = "10 us", sets = "platform.mu.signal-latency-ns" }
)";

class Sweep : public ::testing::Test {
protected:
    Scenario load(const std::string& text, const std::vector<std::string>& sets = {},
                  const std::vector<std::string>& then = {}) {
        return scenario::load(files_.write("s.toml", head + text), sets, then);
    }

    std::string error(const std::string& text, const std::vector<std::string>& sets = {},
                      const std::vector<std::string>& then = {}) {
        try {
            load(text, sets, then);
        } catch (const InputError& error) {
            const std::string message = error.what();
            const std::string directory = files_.path("");
            return message.rfind(directory, 0) == 0 ? message.substr(directory.size()) : message;
        }
        return "no error";
    }

    TemporaryFiles files_;
};

TEST_F(Sweep, AParameterAsATableHasAValueForScriptsAndOneForKeys) {
    const Scenario scenario = load("");
    EXPECT_EQ(scenario.nodes.at("linux").script, "count='1000'\nmu='25 ns'\nsize='16'\ngo\n");
    EXPECT_THAT(scenario.expectations, ElementsAre("x.p50 < 25 ns"));
    ASSERT_EQ(scenario.overrides.size(), 1U);
    EXPECT_EQ(scenario.overrides[0].label, "mu");
    EXPECT_EQ(scenario.overrides[0].value, "25 ns");
    EXPECT_EQ(scenario.parameter_descriptions.at("size").description, "bytes of each");
    EXPECT_EQ(scenario.parameter_descriptions.count("count"), 0U);
}

TEST_F(Sweep, ASettingOfAParameterReachesItsKeysAtItsPlace) {
    const Scenario scenario = load("", {"platform.mu.signal-latency-ns=7", "mu=2 us", "size=1 B"});
    EXPECT_EQ(scenario.overrides.back().value, "2 us");
    EXPECT_EQ(scenario.parameters.at("size"), "1");
    EXPECT_EQ(load("", {"mu=2 us", "platform.mu.signal-latency-ns=7"}).overrides.back().value, "7");
}

TEST_F(Sweep, BoundsHoldForSettingsToo) {
    EXPECT_EQ(error("", {"mu=11 us"}), "--set mu=11 us: expected 0 ns to 10 us, got 11 us");
    EXPECT_EQ(error("", {"size=1 KiB"}), "--set size=1 KiB: expected 1 to 496, got 1 KiB");
    EXPECT_EQ(error("", {"mu=3 MHz"}), "--set mu=3 MHz: expected a time, such as \"250 ns\", got "
                                       "'3 MHz'");
    EXPECT_EQ(error("x = { value = 3, max = 2 }\n"),
              "s.toml:10:7: key 'parameters.x.value': expected 2 or less, got 3");
}

TEST_F(Sweep, AxesAreListsAndRangesInTheOrderOfTheFile) {
    const SweepSettings sweep = load(R"([sweep]
figures = ["x.p50"]
[sweep.axes]
size = [1, "64 B", 496]
mu = { from = "25 ns", to = "1.6 us", points = 4, scale = "log" }
count = { from = 10, to = 20, points = 3 }
"platform.linux.request-latency-ns" = ["60 ns", 120]
)")
                                    .sweep;
    EXPECT_THAT(sweep.figures, ElementsAre("x.p50"));
    ASSERT_EQ(sweep.axes.size(), 4U);
    EXPECT_EQ(sweep.axes[0].key, "size");
    EXPECT_EQ(sweep.axes[0].unit, "B");
    EXPECT_THAT(sweep.axes[0].values, ElementsAre("1", "64", "496"));
    EXPECT_THAT(sweep.axes[0].sets, IsEmpty());
    EXPECT_THAT(sweep.axes[1].values, ElementsAre("25 ns", "100 ns", "400 ns", "1.6 us"));
    EXPECT_THAT(sweep.axes[1].numbers,
                ElementsAre(Optional(25.), Optional(100.), Optional(400.), Optional(1600.)));
    EXPECT_EQ(sweep.axes[1].unit, "ns");
    EXPECT_THAT(sweep.axes[1].sets, ElementsAre("platform.mu.signal-latency-ns"));
    EXPECT_THAT(sweep.axes[2].values, ElementsAre("10", "15", "20"));
    EXPECT_THAT(sweep.axes[3].values, ElementsAre("60 ns", "120 ns"));
    EXPECT_THAT(sweep.axes[3].sets, ElementsAre("platform.linux.request-latency-ns"));
}

TEST_F(Sweep, ValuesOfAnAxisAreWithinTheBoundsOfItsParameter) {
    EXPECT_THAT(error("[sweep.axes]\nsize = [1, 500]\n"),
                HasSubstr("'sweep.axes.size[1]': expected 1 to 496, got 500 B"));
    EXPECT_THAT(error("[sweep.axes]\nsiz = [1]\n"), HasSubstr("did you mean 'size'?"));
    EXPECT_THAT(error("[sweep.axes]\n'end.virtual_timeot' = ['1 s']\n"),
                HasSubstr("unknown key 'end.virtual_timeot'; did you mean 'virtual_timeout'?"));
    EXPECT_THAT(error("[sweep.axes]\n'nodes.linux.kernell' = ['x']\n"),
                HasSubstr("did you mean 'kernel'?"));
    EXPECT_THAT(error("[sweep.axes]\n'platform.mu' = ['x']\n"),
                HasSubstr("expected platform.LABEL.PROPERTY"));
    EXPECT_EQ(load("[sweep.axes]\n'end.virtual_timeout' = ['1 s']\n").sweep.axes.size(), 1U);
    EXPECT_THAT(
        error("[sweep.axes]\nsize = { from = 1, to = 5, point = 3 }\n"),
        HasSubstr("'sweep.axes.size.points': missing; expected the number of values, 2 to 256"));
}

TEST_F(Sweep, AParameterSetsKeysThatThereAre) {
    EXPECT_THAT(error("x = { value = 1, sets = 'end.whn' }\n"),
                HasSubstr("'parameters.x.sets': unknown key 'end.whn'; did you mean 'when'?"));
    EXPECT_THAT(error("x = { value = 1, sets = ['parameters.count'] }\n"),
                HasSubstr("'parameters.x.sets[0]': a parameter cannot set another one"));
    const Scenario scenario = load(
        "t = { value = '5 s', sets = ['end.virtual_timeout', 'end.wall_timeout'] }\n", {"t=7 s"});
    EXPECT_EQ(scenario.end.virtual_timeout, std::chrono::seconds{7});
    EXPECT_EQ(scenario.end.wall_timeout, std::chrono::seconds{7});
}

TEST_F(Sweep, UnitsThatArePartOfTheDeclarationAreConvertedTo) {
    const Scenario scenario =
        load("t = { value = 3, unit = 'us', max = 10 }\nn = { value = 2, unit = 'messages' }\n"
             "rate = { value = '100 MB/s' }\n",
             {"t=1500 ns", "n=3 messages",
              "expectations=['x.p50 * parameters.rate < 1 MB', "
              "'x.p50 < parameters.t * parameters.n']"});
    EXPECT_EQ(scenario.parameters.at("t"), "1.5");
    EXPECT_EQ(scenario.parameters.at("n"), "3");
    EXPECT_THAT(scenario.expectations,
                ElementsAre("x.p50 * (100 MB / 1 s) < 1 MB", "x.p50 < 1.5 us * 3"));
    EXPECT_THAT(error("t = { value = 3, unit = 'us', max = 10 }\n", {"t=11"}),
                HasSubstr("expected 10 or less, got 11 us"));
}

TEST_F(Sweep, WhatRoundsToTheSameIsThereOnceWithANote) {
    const SweepSettings sweep =
        load("[sweep.axes]\nsize = { from = 1, to = 4, points = 9, scale = 'log' }\n").sweep;
    EXPECT_THAT(sweep.axes[0].values, ElementsAre("1", "2", "3", "4"));
    EXPECT_THAT(sweep.notes, ElementsAre(HasSubstr("4 of its 9 points")));
}

TEST_F(Sweep, ThenIsWhatHoldsBehindTheSnapshot) {
    const Scenario plain = load("");
    const Scenario late =
        load("", {"snapshot.then=['platform.src.start-latency-ns=4']"}, {"mu=1 us"});
    EXPECT_THAT(late.then, ElementsAre("platform.src.start-latency-ns=4", "mu=1 us"));
    ASSERT_EQ(late.overrides_then.size(), 2U);
    EXPECT_EQ(late.overrides_then[0].label, "src");
    EXPECT_EQ(late.overrides_then[1].label, "mu");
    EXPECT_EQ(late.overrides_then[1].value, "1 us");
    EXPECT_EQ(late.overrides.back().value, "25 ns");
    EXPECT_THAT(late.expectations, ElementsAre("x.p50 < 1 us"));
    EXPECT_EQ(late.as_toml, plain.as_toml);
}

TEST_F(Sweep, OnlyThePlatformChangesBehindASnapshot) {
    EXPECT_THAT(error("", {}, {"size=3"}), HasSubstr("sets no property of the platform"));
    EXPECT_THAT(error("", {}, {"end.when=off:rtos"}), HasSubstr("nothing else can change"));
    EXPECT_THAT(error("", {}, {"mu=1 s"}), HasSubstr("expected 0 ns to 10 us"));
}

} // namespace
} // namespace ampsim::scenario

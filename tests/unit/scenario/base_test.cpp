// SPDX-License-Identifier: BSD-3-Clause
//
// A scenario that builds on another one.
#include "sim/scenario/scenario.h"

#include "sim/error.h"
#include "tests/unit/scenario/temporary_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::scenario {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Base : public ::testing::Test {
protected:
    Base() {
        files_.write("bases/fw.elf", "");
        files_.write("bases/data/x", "");
        files_.write("bases/base.toml", R"(
name = "the-base"
description = "the base"
platform = "imx8mm-amp"
probes = ["linux:a"]
expectations = ["x.count == 1"]
end = { when = "off:linux", virtual_timeout = "5 s" }
[parameters]
size = { value = 16, max = 496 }
count = 7
[nodes.rtos]
firmware = "fw.elf"
[[spans]]
name = "x"
start = "linux:a"
points = [{ hop = "one", event = "linux:b" }]
[[spans]]
name = "y"
start = "linux:a"
points = [{ hop = "one", event = "linux:b" }]
[sweep.axes]
size = [1, 2]
)");
    }

    Scenario load(const std::string& text, const std::vector<std::string>& sets = {}) {
        return scenario::load(files_.write("s.toml", text), sets);
    }

    std::string error(const std::string& text) {
        try {
            load(text);
        } catch (const InputError& error) {
            return error.what();
        }
        return "no error";
    }

    TemporaryFiles files_;
};

TEST_F(Base, GivesWhatTheFileDoesNotSay) {
    const Scenario scenario = load("base = 'bases/base.toml'\n");
    EXPECT_EQ(scenario.name, "s");
    EXPECT_EQ(scenario.description, "");
    EXPECT_EQ(scenario.platform, "imx8mm-amp");
    EXPECT_EQ(scenario.end.virtual_timeout, 5s);
    EXPECT_EQ(scenario.spans.size(), 2U);
}

TEST_F(Base, TablesMergeAndValuesReplace) {
    const Scenario scenario = load("base = 'bases/base.toml'\nend.virtual_timeout = '1 s'\n"
                                   "[parameters]\nsize = 8\nmore = 1\n");
    EXPECT_EQ(scenario.end.virtual_timeout, 1s);
    EXPECT_EQ(scenario.end.when, "off:linux");
    EXPECT_EQ(scenario.parameters.at("size"), "8");
    EXPECT_EQ(scenario.parameters.at("count"), "7");
    EXPECT_EQ(scenario.parameters.at("more"), "1");
}

TEST_F(Base, AParameterKeepsItsBounds) {
    EXPECT_THAT(error("base = 'bases/base.toml'\nparameters.size = 500\n"),
                HasSubstr("s.toml:2:12: key 'parameters.size.value': expected 496 or less"));
}

TEST_F(Base, WhatIsMeasuredIsAdded) {
    const Scenario scenario = load(R"(base = 'bases/base.toml'
probes = ["linux:c"]
expectations = ["y.count == 1"]
[[spans]]
name = "z"
start = "linux:a"
points = [{ hop = "one", event = "linux:b" }]
[[spans]]
name = "x"
start = "linux:d"
points = [{ hop = "one", event = "linux:b" }]
)");
    EXPECT_THAT(scenario.probes, ElementsAre("linux:a", "linux:c"));
    EXPECT_THAT(scenario.expectations, ElementsAre("x.count == 1", "y.count == 1"));
    ASSERT_EQ(scenario.spans.size(), 3U);
    EXPECT_EQ(scenario.spans[0].name, "x");
    EXPECT_EQ(scenario.spans[0].start, "linux:d");
    EXPECT_EQ(scenario.spans[2].name, "z");
}

TEST_F(Base, PathsStartAtTheFileThatSaysThem) {
    files_.write("fw.elf", "");
    EXPECT_EQ(load("base = 'bases/base.toml'\n").nodes.at("rtos").firmware,
              files_.path("bases/fw.elf"));
    EXPECT_EQ(load("base = 'bases/base.toml'\nnodes.rtos.firmware = 'fw.elf'\n")
                  .nodes.at("rtos")
                  .firmware,
              files_.path("fw.elf"));
    files_.write("bases/middle.toml", "base = 'base.toml'\n[variants.a]\nset = "
                                      "['nodes.rtos.firmware=data/x']\n");
    EXPECT_EQ(load("base = 'bases/middle.toml'\nvariant = 'a'\n").nodes.at("rtos").firmware,
              files_.path("bases/data/x"));
}

TEST_F(Base, AGridIsReplacedAsAWhole) {
    EXPECT_EQ(load("base = 'bases/base.toml'\n").sweep.axes.at(0).key, "size");
    const Scenario scenario = load("base = 'bases/base.toml'\nsweep.axes.count = [1, 2]\n");
    ASSERT_EQ(scenario.sweep.axes.size(), 1U);
    EXPECT_EQ(scenario.sweep.axes[0].key, "count");
}

TEST_F(Base, AComplaintNamesTheFileThatSaysIt) {
    files_.write("bases/wrong.toml", "base = 'base.toml'\nnodes.rtos.firmwar = 'x'\n");
    EXPECT_THAT(error("base = 'bases/wrong.toml'\n"),
                HasSubstr("bases/wrong.toml:2:12: key 'nodes.rtos.firmwar': unknown key"));
}

TEST_F(Base, ThatIsMissingOrGoesInACircleIsRefused) {
    EXPECT_THAT(error("base = 'no.toml'\n"), HasSubstr("s.toml:1:1: key 'base': there is no file"));
    EXPECT_THAT(error("base = 's.toml'\n"), HasSubstr("builds on this file itself"));
    EXPECT_THAT(error("base = 3\n"), HasSubstr("expected the path of another scenario"));
}

TEST_F(Base, IsNotForASetting) {
    EXPECT_THROW(load("base = 'bases/base.toml'\n", {"base=other.toml"}), InputError);
}

TEST_F(Base, TheSameInputsAreTheSameText) {
    const std::string whole = load("base = 'bases/base.toml'\n").as_toml;
    EXPECT_EQ(load("base = 'bases/base.toml'\nname = 'x'\n[sweep]\nfigures = ['x.p50']\n").as_toml,
              whole);
    EXPECT_EQ(load("base = 'bases/base.toml'\n", {"size=16"}).as_toml, whole);
    EXPECT_EQ(load("base = 'bases/base.toml'\n",
                   {"platform.mu.signal-latency-ns=1", "platform.mu.signal-latency-ns=2 us"})
                  .as_toml,
              load("base = 'bases/base.toml'\n", {"platform.mu.signal_latency_ns=2000"}).as_toml);
    EXPECT_NE(load("base = 'bases/base.toml'\n", {"size=17"}).as_toml, whole);
}

} // namespace
} // namespace ampsim::scenario

// SPDX-License-Identifier: BSD-3-Clause
//
// --set KEY=VALUE: text on a command line, typed by the key that it is for.
#include "sim/scenario/scenario.h"

#include "sim/error.h"
#include "tests/unit/scenario/temporary_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::scenario {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::StartsWith;

class Set : public ::testing::Test {
protected:
    Scenario load(const std::vector<std::string>& sets) { return scenario::load(file_, sets); }

    std::string error(const std::string& set) {
        try {
            load({set});
        } catch (const InputError& error) {
            return error.what();
        }
        return "no error";
    }

    TemporaryFiles files_;
    std::string file_ = files_.write("s.toml", R"(
platform = "imx8mm-amp"
probes = ["a:b"]
expectations = ["x.count == parameters.count"]
parameters = { count = 1000, size = 16 }
platform_overrides."mu.signal-latency-ns" = 1
end = { when = "off:linux", virtual_timeout = "5 s" }
nodes.linux.script = "go\n"
)");
};

TEST_F(Set, AStringNeedsNoQuotes) {
    EXPECT_EQ(load({"nodes.linux.command_line=quiet loglevel=3"}).nodes.at("linux").command_line,
              "quiet loglevel=3");
    EXPECT_EQ(load({"nodes.linux.command_line=\"quiet\""}).nodes.at("linux").command_line, "quiet");
    EXPECT_EQ(load({"description=5"}).description, "5");
    EXPECT_EQ(load({"nodes.linux.command_line="}).nodes.at("linux").command_line, "");
}

TEST_F(Set, ADurationIsWrittenAsInTheFile) {
    EXPECT_EQ(load({"end.virtual_timeout=1.5 ms"}).end.virtual_timeout, 1500us);
    EXPECT_EQ(error("end.virtual_timeout=abc"),
              "--set end.virtual_timeout=abc: expected a duration with its unit, such as \"60 s\", "
              "\"1.5 ms\", "
              "\"20 us\" or \"250 ns\", got 'abc'");
}

TEST_F(Set, AnArrayIsToml) {
    EXPECT_THAT(load({"probes=['c:d', 'e:f']"}).probes, ElementsAre("c:d", "e:f"));
    EXPECT_THAT(load({"expectations=[]"}).expectations, IsEmpty());
    EXPECT_EQ(error("probes=c:d"),
              "--set probes=c:d: expected an array of strings, such as [\"a\", \"b\"], got the "
              "string \"c:d\"");
    EXPECT_EQ(error("probes=[1]"), "--set probes=[1]: expected a string, got the integer 1");
}

TEST_F(Set, TheLastOneWins) {
    EXPECT_EQ(load({"end.virtual_timeout=1 s", "end.virtual_timeout=2 s"}).end.virtual_timeout, 2s);
}

TEST_F(Set, ATableCanBeGivenAsAWholeAndThenChanged) {
    const End end = load({"end={ when = 'off:rtos' }", "end.virtual_timeout=3 s"}).end;
    EXPECT_EQ(end.when, "off:rtos");
    EXPECT_EQ(end.virtual_timeout, 3s);
}

TEST_F(Set, AParameterReachesScriptsAndExpectations) {
    const Scenario scenario = load({"parameters.count=10"});
    EXPECT_EQ(scenario.nodes.at("linux").script, "count='10'\nsize='16'\ngo\n");
    EXPECT_THAT(scenario.expectations, ElementsAre("x.count == 10"));
}

TEST_F(Set, AParameterNeedsNoPrefix) {
    EXPECT_THAT(load({"count=10", "size=1-496"}).parameters,
                ElementsAre(Pair("count", "10"), Pair("size", "1-496")));
}

TEST_F(Set, AParameterMustBeOneOfTheScenario) {
    EXPECT_EQ(error("parameters.counts=10"), "--set parameters.counts=10: the scenario has no "
                                             "parameter 'counts'; did you mean 'count'?");
}

TEST_F(Set, PlatformPropertiesComeAfterThoseOfTheFile) {
    const auto overrides = load({"platform.mu.signal-latency-ns=1100"}).overrides;
    ASSERT_EQ(overrides.size(), 2U);
    EXPECT_EQ(overrides[0].value, "1");
    EXPECT_EQ(overrides[1].label, "mu");
    EXPECT_EQ(overrides[1].property, "signal-latency-ns");
    EXPECT_EQ(overrides[1].value, "1100");
    EXPECT_EQ(error("platform.mu=4"),
              "--set platform.mu=4: expected platform.LABEL.PROPERTY=VALUE, such as "
              "platform.mu.signal-latency-ns=1000");
}

TEST_F(Set, SelectsThePlatform) {
    EXPECT_THROW(load({"platform=no-such-platform"}), InputError);
    EXPECT_EQ(load({"platform=imx8mm-amp"}).platform, "imx8mm-amp");
}

TEST_F(Set, AnUnknownKeyGetsASuggestion) {
    EXPECT_EQ(error("nodes.linux.kernell=x"),
              "--set nodes.linux.kernell=x: unknown key; did you mean 'kernel'?");
    EXPECT_EQ(error("nodes.linus.kernel=x"), "--set nodes.linus.kernel=x: platform 'imx8mm-amp' "
                                             "has no such node; did you mean 'linux'?");
    EXPECT_EQ(error("probes.x=1"), "--set probes.x=1: 'probes' is an array, so it has no key 'x'");
}

TEST_F(Set, IsAKeyAndAValue) {
    EXPECT_EQ(error("probes"), "--set probes: expected KEY=VALUE");
    EXPECT_EQ(error("=1"), "--set =1: expected KEY=VALUE");
    EXPECT_EQ(error("a b=1"), "--set a b=1: expected KEY=VALUE, and 'a b' is not a key");
    EXPECT_EQ(error("#a=1"), "--set #a=1: expected KEY=VALUE, and '#a' is not a key");
    EXPECT_EQ(error("[a]#=1"), "--set [a]#=1: expected KEY=VALUE, and '[a]#' is not a key");
}

TEST_F(Set, APathStartsAtTheWorkingDirectory) {
    const TemporaryFiles here;
    here.write("fw.elf", "");
    std::filesystem::current_path(here.path(""));
    EXPECT_EQ(load({"nodes.rtos.firmware=fw.elf"}).nodes.at("rtos").firmware, here.path("fw.elf"));
    EXPECT_EQ(error("nodes.rtos.firmware=no.elf"),
              "--set nodes.rtos.firmware=no.elf: there is no file " + here.path("no.elf"));
    std::filesystem::current_path("/");
}

} // namespace
} // namespace ampsim::scenario

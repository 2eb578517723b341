// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scripted/parameters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace ampsim::scripted {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const std::vector<Parameter>& declared() {
    static const std::vector<Parameter> all{
        number("count", 10, 1, 1000, "messages"),
        duration("interval", "1 us", 1ns, "between them"),
        choice("distribution", {"constant", "uniform"}, "of the intervals"),
        text("target", "", "where"),
        flag("verify", true, "compare"),
    };
    return all;
}

std::string error_of(std::map<std::string, std::string> given) {
    given.emplace("target", "ddr");
    try {
        const Arguments arguments(declared(), given);
    } catch (const ParameterError& error) {
        return error.name + ": " + error.what_is_wrong;
    }
    return "none";
}

TEST(Parameters, HaveDefaults) {
    const Arguments arguments(declared(), {{"target", "ddr"}});
    EXPECT_EQ(arguments.number("count"), 10);
    EXPECT_EQ(arguments.duration("interval"), 1us);
    EXPECT_EQ(arguments.text("distribution"), "constant");
    EXPECT_EQ(arguments.text("target"), "ddr");
    EXPECT_TRUE(arguments.flag("verify"));
}

TEST(Parameters, AreTakenAsTheyAreGiven) {
    const Arguments arguments(declared(), {{"target", "mu.a.TR1"},
                                           {"count", "0x20"},
                                           {"interval", "2.5us"},
                                           {"distribution", "uniform"},
                                           {"verify", "false"}});
    EXPECT_EQ(arguments.number("count"), 32);
    EXPECT_EQ(arguments.duration("interval"), 2500ns);
    EXPECT_EQ(arguments.text("distribution"), "uniform");
    EXPECT_FALSE(arguments.flag("verify"));
}

TEST(Parameters, WhatDoesNotFitIsNamedWithWhatWouldFit) {
    EXPECT_EQ(error_of({}), "none");
    EXPECT_EQ(error_of({{"count", "0"}}),
              "count: expected a whole number from 1 to 1000, got \"0\"");
    EXPECT_EQ(error_of({{"count", "ten"}}),
              "count: expected a whole number from 1 to 1000, got \"ten\"");
    EXPECT_EQ(error_of({{"count", "99999999999999999999"}}),
              "count: expected a whole number from 1 to 1000, got \"99999999999999999999\"");
    EXPECT_THAT(error_of({{"interval", "5"}}), HasSubstr("unit"));
    EXPECT_THAT(error_of({{"interval", "0 ns"}}), HasSubstr("expected a duration from 1 ns to"));
    EXPECT_EQ(error_of({{"distribution", "unifrom"}}),
              "distribution: expected one of constant, uniform, got \"unifrom\"; did you mean "
              "'uniform'?");
    EXPECT_EQ(error_of({{"verify", "yes"}}), "verify: expected true or false, got \"yes\"");
    EXPECT_EQ(error_of({{"coumt", "3"}}),
              "coumt: the program has no such parameter; did you mean 'count'?");
    EXPECT_THAT(error_of({{"speed", "3"}}), HasSubstr("its parameters are: count, interval"));
}

TEST(Parameters, OneWithoutADefaultMustBeGiven) {
    EXPECT_THROW(Arguments(declared(), {}), ParameterError);
}

TEST(Parameters, AProgramAsksForWhatItHasDeclared) {
    const Arguments arguments(declared(), {{"target", "ddr"}});
    EXPECT_THROW(arguments.number("interval"), std::logic_error);
    EXPECT_THROW(arguments.text("nothing"), std::logic_error);
}

} // namespace
} // namespace ampsim::scripted

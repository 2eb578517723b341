// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/parameters.h"

#include "sim/error.h"

#include <gtest/gtest.h>

namespace ampsim::scenario {
namespace {

TEST(Parameters, BecomeShellVariables) {
    EXPECT_EQ(shell_assignments({{"size", "16"}, {"count", "1000"}}), "count='1000'\nsize='16'\n");
    EXPECT_EQ(shell_assignments({}), "");
}

TEST(Parameters, AShellTakesThemLiterally) {
    EXPECT_EQ(shell_assignments({{"text", "it's $HOME `x` \"\\"}}),
              "text='it'\\''s $HOME `x` \"\\'\n");
}

TEST(Parameters, AreNamesThatAShellTakes) {
    EXPECT_TRUE(is_parameter_name("count_2"));
    EXPECT_FALSE(is_parameter_name("2nd"));
    EXPECT_FALSE(is_parameter_name("a-b"));
    EXPECT_FALSE(is_parameter_name(""));
}

TEST(Parameters, AreValuesInExpectations) {
    const Parameters parameters{{"count", "1000"}, {"limit", "60 us"}};
    EXPECT_EQ(substitute("rpmsg.rtt.count == parameters.count", parameters),
              "rpmsg.rtt.count == 1000");
    EXPECT_EQ(substitute("parameters.limit>rpmsg.rtt.p99", parameters), "60 us>rpmsg.rtt.p99");
    EXPECT_EQ(substitute("rpmsg.rtt.count == 2*parameters.count+1", parameters),
              "rpmsg.rtt.count == 2*1000+1");
}

TEST(Parameters, AreFilledInWhereATextNamesThem) {
    const Parameters parameters{{"count", "1000"}, {"mode", "a b"}};
    EXPECT_EQ(expand("count=${count} mode=${mode}${count}", parameters), "count=1000 mode=a b1000");
    EXPECT_EQ(expand("$count {count} $$ }", parameters), "$count {count} $$ }");
    EXPECT_EQ(expand("", parameters), "");
}

TEST(Parameters, OneThatIsNotThereIsNamedWithTheNearest) {
    const auto message = [](const std::string& text) -> std::string {
        try {
            return expand(text, {{"count", "1000"}});
        } catch (const InputError& error) {
            return error.what();
        }
    };
    EXPECT_EQ(message("n=${coun}"),
              "'n=${coun}': there is no parameter 'coun'; did you mean 'count'?");
    EXPECT_EQ(message("n=${}"), "'n=${}': there is no parameter ''");
    EXPECT_EQ(message("n=${count"), "'n=${count': expected a '}' behind '${'");
}

TEST(Parameters, AreWholeWordsOnly) {
    const Parameters parameters{{"count", "1000"}};
    EXPECT_EQ(substitute("counters.parameters.count > 0", parameters),
              "counters.parameters.count > 0");
    EXPECT_EQ(substitute("my_parameters.count > 0", parameters), "my_parameters.count > 0");
}

TEST(Parameters, AMisspeltOneIsAnErrorWithASuggestion) {
    try {
        substitute("x.count == parameters.counts", {{"count", "1000"}});
        FAIL() << "no error";
    } catch (const InputError& error) {
        EXPECT_STREQ(error.what(),
                     "'x.count == parameters.counts': there is no parameter 'counts'; did you mean "
                     "'count'?");
    }
}

} // namespace
} // namespace ampsim::scenario

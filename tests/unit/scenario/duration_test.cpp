// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/duration.h"

#include "sim/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace ampsim::scenario {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

std::string complaint_about(const std::string& text) {
    try {
        parse_duration(text);
    } catch (const InputError& error) {
        return error.what();
    }
    return "none";
}

TEST(Duration, IsANumberAndAUnit) {
    EXPECT_EQ(parse_duration("250 ns"), 250ns);
    EXPECT_EQ(parse_duration("20 us"), 20us);
    EXPECT_EQ(parse_duration("20 µs"), 20us);
    EXPECT_EQ(parse_duration("3ms"), 3ms);
    EXPECT_EQ(parse_duration("60 s"), 60s);
    EXPECT_EQ(parse_duration("0 s"), 0s);
}

TEST(Duration, DecimalsAreExact) {
    EXPECT_EQ(parse_duration("1.5 ms"), 1500us);
    EXPECT_EQ(parse_duration("0.000000001 s"), 1ns);
    EXPECT_EQ(parse_duration("16777217.000000001 s"),
              16777217s + 1ns); // more digits than a float has
}

TEST(Duration, NeedsItsUnit) {
    EXPECT_EQ(complaint_about("60"),
              "expected a duration with its unit, such as \"60 s\", \"1.5 ms\", "
              "\"20 us\" or \"250 ns\", got '60': the unit is missing");
    EXPECT_THAT(complaint_about("60 sec"),
                HasSubstr("unknown unit 'sec'; units are ns, us, ms, s"));
}

TEST(Duration, IsAWholeNumberOfNanoseconds) {
    EXPECT_THAT(complaint_about("0.5 ns"), HasSubstr("not a whole number of nanoseconds"));
    EXPECT_THAT(complaint_about("1.0005 us"), HasSubstr("not a whole number of nanoseconds"));
    EXPECT_EQ(parse_duration("1.000 ns"), 1ns);
}

TEST(Duration, RefusesWhatIsNoDuration) {
    for (const char* text : {"", "abc", "-1 s", ".5 s", "1. s", "1.2.3 s", "1e3 s", "1 s 2"}) {
        EXPECT_THAT(complaint_about(text), HasSubstr("expected a duration")) << text;
    }
}

TEST(Duration, RefusesWhatDoesNotFit) {
    EXPECT_EQ(parse_duration("9223372036 s"), 9223372036s);
    EXPECT_THAT(complaint_about("9223372037 s"), HasSubstr("too long"));
    EXPECT_THAT(complaint_about("99999999999999999999 ns"), HasSubstr("too long"));
}

} // namespace
} // namespace ampsim::scenario

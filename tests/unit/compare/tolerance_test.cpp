// SPDX-License-Identifier: BSD-3-Clause
#include "sim/compare/tolerance.h"

#include "sim/error.h"

#include <gtest/gtest.h>

namespace ampsim::compare {
namespace {

TEST(Tolerance, IsAShareOrADuration) {
    EXPECT_DOUBLE_EQ(parse_tolerance("2%").share, 0.02);
    EXPECT_DOUBLE_EQ(parse_tolerance("0.5 %").share, 0.005);
    EXPECT_DOUBLE_EQ(parse_tolerance("100%").share, 1);
    EXPECT_EQ(parse_tolerance("50 ns").ns, 50);
    EXPECT_EQ(parse_tolerance("1.5us").ns, 1500);
    EXPECT_EQ(parse_tolerance("0").share, 0);
}

TEST(Tolerance, IsNothingElse) {
    for (const char* text :
         {"", "2", "%", "-1%", "101%", "2%%", "nan%", "1e1%", "1.2.3%", "2 apples", "-5 ns"}) {
        EXPECT_THROW(parse_tolerance(text), InputError) << text;
    }
}

TEST(Tolerance, AllowsUpToItself) {
    const Tolerance share = parse_tolerance("2%");
    EXPECT_TRUE(share.allows(50, 51, true));
    EXPECT_TRUE(share.allows(50, 49, true));
    EXPECT_FALSE(share.allows(50, 52, true));
    EXPECT_FALSE(share.allows(0, 1, true));
    const Tolerance duration = parse_tolerance("5 ns");
    EXPECT_TRUE(duration.allows(0, 5, true));
    EXPECT_FALSE(duration.allows(0, 6, true));
    EXPECT_FALSE(duration.allows(0, 1, false)); // messages are no nanoseconds
}

TEST(Tolerance, DoesNotAllowAFigureToVanish) {
    const Tolerance all = parse_tolerance("100%");
    EXPECT_FALSE(all.allows(1, std::nullopt, true));
    EXPECT_FALSE(all.allows(std::nullopt, 1, true));
    EXPECT_TRUE(all.allows(std::nullopt, std::nullopt, true));
}

TEST(Tolerance, SaysWhatItIs) {
    EXPECT_EQ(parse_tolerance("2%").text(), "2 %");
    EXPECT_EQ(parse_tolerance("1500 ns").text(), "1.5 us");
    EXPECT_EQ(parse_tolerance("0").text(), "0");
}

} // namespace
} // namespace ampsim::compare

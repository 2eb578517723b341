// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/quantity.h"

#include "sim/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::measure {
namespace {

using ::testing::HasSubstr;

std::string error(const std::string& text) {
    try {
        parse_quantity(text);
    } catch (const InputError& error) {
        return error.what();
    }
    return "no error";
}

TEST(Quantity, IsAWholeNumberOfTheBaseUnit) {
    EXPECT_EQ(parse_quantity("1.5 us").amount, 1500);
    EXPECT_EQ(parse_quantity("1.5us").dimension, Dimension::time);
    EXPECT_EQ(parse_quantity("2 µs").amount, 2000);
    EXPECT_EQ(parse_quantity("32.768 kHz").amount, 32768);
    EXPECT_EQ(parse_quantity("64 KiB").amount, 65536);
    EXPECT_EQ(parse_quantity("1.5 MB/s").amount, 1'500'000);
    EXPECT_EQ(parse_quantity("0.750").decimals, 2U);
    EXPECT_EQ(parse_quantity("-3").amount, -3);
    EXPECT_EQ(parse_quantity("9223372036854775807").amount, INT64_MAX);
}

TEST(Quantity, IsWrittenWithTheUnitThatFits) {
    for (const char* text :
         {"0 ns", "25 ns", "1.5 us", "57.316 us", "1.000000001 s", "1 MHz", "32.768 kHz", "64 KiB",
          "1 GB", "1000001 B", "100 MB/s", "0.75", "-3", "0", "-0.5", "12"}) {
        EXPECT_EQ(exact_text(parse_quantity(text)), text);
    }
    EXPECT_EQ(exact_text(parse_quantity("1000 ns")), "1 us");
    EXPECT_EQ(exact_text(parse_quantity("0.125 KiB")), "128 B");
}

TEST(Quantity, CanBeSaidInAnotherUnit) {
    EXPECT_EQ(number_in_unit(parse_quantity("25 ns"), "us"), "0.025");
    EXPECT_EQ(number_in_unit(parse_quantity("1 KiB"), "B"), "1024");
    EXPECT_EQ(number_in_unit(parse_quantity("1 B"), "GiB"), std::nullopt);
}

TEST(Quantity, IsCompared) {
    EXPECT_LT(compare(parse_quantity("999 ns"), parse_quantity("1 us")), 0);
    EXPECT_EQ(compare(parse_quantity("0.50"), parse_quantity("0.5")), 0);
    EXPECT_GT(compare(parse_quantity("1"), parse_quantity("-9223372036854775807")), 0);
}

TEST(Quantity, ThatIsNoneIsExplained) {
    EXPECT_THAT(error(""), HasSubstr("expected a number, or one with its unit"));
    EXPECT_THAT(error("1."), HasSubstr("expected a number"));
    EXPECT_THAT(error(".5"), HasSubstr("expected a number"));
    EXPECT_THAT(error("1.2.3"), HasSubstr("expected a number"));
    EXPECT_THAT(error("5 Mhz"), HasSubstr("unknown unit 'Mhz'; did you mean 'MHz'?"));
    EXPECT_THAT(error("0.5 ns"), HasSubstr("not a whole number of ns"));
    EXPECT_THAT(error("-5 ns"), HasSubstr("negative"));
    EXPECT_THAT(error("9223372036854775808"), HasSubstr("too large"));
    EXPECT_THAT(error("99999999999999999999"), HasSubstr("too many digits"));
    EXPECT_THAT(error("9223372036854775807 s"), HasSubstr("too large"));
}

} // namespace
} // namespace ampsim::measure

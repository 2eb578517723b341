// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/range.h"

#include "sim/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::scenario {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> texts(const std::string& from, const std::string& to, std::size_t points,
                               Scale scale) {
    std::vector<std::string> list;
    for (const measure::Quantity& value :
         range(measure::parse_quantity(from), measure::parse_quantity(to), points, scale)) {
        list.push_back(exact_text(value));
    }
    return list;
}

std::string error(const std::string& from, const std::string& to, std::size_t points, Scale scale) {
    try {
        texts(from, to, points, scale);
    } catch (const InputError& error) {
        return error.what();
    }
    return "no error";
}

TEST(Range, LinearHasEqualDistances) {
    EXPECT_THAT(texts("0 ns", "1 us", 5, Scale::linear),
                ElementsAre("0 ns", "250 ns", "500 ns", "750 ns", "1 us"));
    EXPECT_THAT(texts("10", "0", 3, Scale::linear), ElementsAre("10", "5", "0"));
    EXPECT_THAT(texts("-1", "1", 3, Scale::linear), ElementsAre("-1", "0", "1"));
    EXPECT_THAT(texts("0", "9223372036854775807", 2, Scale::linear),
                ElementsAre("0", "9223372036854775807"));
}

TEST(Range, LogarithmicHasEqualRatios) {
    EXPECT_THAT(texts("25 ns", "1.6 us", 4, Scale::logarithmic),
                ElementsAre("25 ns", "100 ns", "400 ns", "1.6 us"));
    EXPECT_THAT(texts("1 MiB", "1 KiB", 3, Scale::logarithmic),
                ElementsAre("1 MiB", "32 KiB", "1 KiB"));
    EXPECT_THAT(texts("1 kHz", "1 GHz", 3, Scale::logarithmic),
                ElementsAre("1 kHz", "1 MHz", "1 GHz"));
}

TEST(Range, ValuesAreRoundedToTheNearest) {
    EXPECT_THAT(texts("0", "10", 4, Scale::linear), ElementsAre("0", "3", "7", "10"));
    EXPECT_THAT(texts("0.0", "1.0", 4, Scale::linear), ElementsAre("0", "1"));
    EXPECT_THAT(texts("0.00", "1.01", 4, Scale::linear), ElementsAre("0", "0.34", "0.67", "1.01"));
    EXPECT_THAT(texts("1", "10", 3, Scale::logarithmic), ElementsAre("1", "3", "10"));
}

/// Each lies within half a unit of the true value, whatever floating point guessed.
TEST(Range, LogarithmicValuesOfTheLargestNumbersAreExact) {
    const auto values =
        range({measure::Dimension::number, 1, 0},
              {measure::Dimension::number, 4611686018427387904, 0}, 63, Scale::logarithmic);
    ASSERT_EQ(values.size(), 63U);
    for (std::size_t i = 0; i < values.size(); ++i) {
        EXPECT_EQ(values[i].amount, std::int64_t{1} << i);
    }
}

TEST(Range, WhatRoundsToTheSameIsThereOnce) {
    EXPECT_THAT(texts("1", "4", 9, Scale::logarithmic), ElementsAre("1", "2", "3", "4"));
}

TEST(Range, ThatCannotBeIsExplained) {
    EXPECT_THAT(error("1", "2 ns", 2, Scale::linear), HasSubstr("one kind of unit"));
    EXPECT_THAT(error("1", "1.0", 2, Scale::linear), HasSubstr("both ends are 1"));
    EXPECT_THAT(error("1", "2", 1, Scale::linear), HasSubstr("2 to 256 points, got 1"));
    EXPECT_THAT(error("0", "2", 3, Scale::logarithmic), HasSubstr("lies above 0"));
}

} // namespace
} // namespace ampsim::scenario

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/units.h"

#include <gtest/gtest.h>

namespace ampsim::measure {
namespace {

TEST(HumanDuration, HasSignificantDigitsAndAUnit) {
    EXPECT_EQ(human_duration(VirtualTime{0}), "0 ns");
    EXPECT_EQ(human_duration(VirtualTime{850}), "850 ns");
    EXPECT_EQ(human_duration(VirtualTime{1204}), "1.20 µs");
    EXPECT_EQ(human_duration(VirtualTime{57316}), "57.3 µs");
    EXPECT_EQ(human_duration(VirtualTime{57316}, 4), "57.32 µs");
    EXPECT_EQ(human_duration(VirtualTime{573'160}), "573 µs");
    EXPECT_EQ(human_duration(VirtualTime{1'204'000'000}, 4), "1.204 s");
    EXPECT_EQ(human_duration(VirtualTime{12'345'000'000'000}), "12345 s");
    EXPECT_EQ(human_duration(VirtualTime{-1500}), "-1.50 µs");
}

TEST(HumanDuration, RoundsIntoTheNextUnitAndDigit) {
    EXPECT_EQ(human_duration(VirtualTime{999'960}), "1.00 ms");
    EXPECT_EQ(human_duration(VirtualTime{9'999}), "10.0 µs");
}

TEST(ExactDuration, KeepsEveryDigit) {
    EXPECT_EQ(exact_duration(VirtualTime{57316}), "57.316 us");
    EXPECT_EQ(exact_duration(VirtualTime{60000}), "60 us");
    EXPECT_EQ(exact_duration(VirtualTime{1'000'000'001}), "1.000000001 s");
    EXPECT_EQ(exact_duration(VirtualTime{-1050}), "-1.05 us");
    EXPECT_EQ(exact_duration(VirtualTime{7}), "7 ns");
}

TEST(Grouped, SeparatesThousands) {
    EXPECT_EQ(grouped(0), "0");
    EXPECT_EQ(grouped(999), "999");
    EXPECT_EQ(grouped(1000), "1,000");
    EXPECT_EQ(grouped(12345678), "12,345,678");
}

TEST(NanosecondExponent, KnowsBothMicroSigns) {
    EXPECT_EQ(nanosecond_exponent("ns"), 0);
    EXPECT_EQ(nanosecond_exponent("us"), 3);
    EXPECT_EQ(nanosecond_exponent("\xc2\xb5s"), 3); // U+00B5
    EXPECT_EQ(nanosecond_exponent("\xce\xbcs"), 3); // U+03BC
    EXPECT_EQ(nanosecond_exponent("s"), 9);
    EXPECT_EQ(nanosecond_exponent("h"), -1);
}

} // namespace
} // namespace ampsim::measure

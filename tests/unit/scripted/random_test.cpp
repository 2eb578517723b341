// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scripted/random.h"

#include <gtest/gtest.h>

#include <cmath>

namespace ampsim::scripted {
namespace {

constexpr int draws = 200'000;

/// From the reference implementation [S. Vigna, splitmix64.c].
TEST(Random, IsSplitMix64) {
    Random random(1234567);
    EXPECT_EQ(random.next(), 6457827717110365317U);
    EXPECT_EQ(random.next(), 3203168211198807973U);
    EXPECT_EQ(random.next(), 9817491932198370423U);
}

TEST(Random, UniformNumbersStayBelowTheirEndAndFillTheRange) {
    Random random(1);
    double sum = 0;
    for (int i = 0; i < draws; ++i) {
        const std::uint64_t value = random.below(1000);
        ASSERT_LT(value, 1000U);
        sum += static_cast<double>(value);
    }
    EXPECT_NEAR(sum / draws, 499.5, 3);
    EXPECT_EQ(random.below(1), 0U);
}

/// Mean, spread and tail of the distribution: e^-3 of all are beyond three means.
TEST(Random, ExponentialDurationsAreThat) {
    Random random(7);
    const VirtualTime mean{1'000'000};
    double sum = 0;
    double squares = 0;
    int beyond = 0;
    for (int i = 0; i < draws; ++i) {
        const VirtualTime value = random.exponential(mean);
        ASSERT_GE(value.count(), 0);
        const double share = static_cast<double>(value.count()) / 1e6;
        sum += share;
        squares += share * share;
        beyond += value > 3 * mean ? 1 : 0;
    }
    EXPECT_NEAR(sum / draws, 1, 0.01);
    EXPECT_NEAR(squares / draws - 1, 1, 0.04);
    EXPECT_NEAR(static_cast<double>(beyond) / draws, std::exp(-3.0), 0.002);
}

TEST(Random, ASeedIsASequence) {
    Random first(42);
    Random second(42);
    Random other(43);
    int same = 0;
    for (int i = 0; i < 100; ++i) {
        const VirtualTime value = first.exponential(VirtualTime{1000});
        EXPECT_EQ(value, second.exponential(VirtualTime{1000}));
        same += value == other.exponential(VirtualTime{1000}) ? 1 : 0;
    }
    EXPECT_LT(same, 5);
}

} // namespace
} // namespace ampsim::scripted

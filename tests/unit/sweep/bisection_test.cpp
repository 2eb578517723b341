// SPDX-License-Identifier: BSD-3-Clause
#include "sim/sweep/bisection.h"

#include <gtest/gtest.h>

#include <functional>

namespace ampsim::sweep {
namespace {

struct Found {
    Bisection::Neighbours neighbours;
    std::size_t probes;
};

Found search(Bisection bisection, const std::function<bool(std::int64_t)>& holds) {
    std::size_t probes = 0;
    for (auto next = bisection.next(); !next.empty(); next = bisection.next()) {
        for (const std::int64_t value : next) {
            bisection.tried(value, holds(value));
            ++probes;
        }
        if (probes > 100) {
            ADD_FAILURE() << "no end";
            break;
        }
    }
    return {bisection.found(), probes};
}

TEST(Bisection, BeginsWithBothEnds) {
    EXPECT_EQ(Bisection(25, 2000, 1).next(), (std::vector<std::int64_t>{25, 2000}));
}

TEST(Bisection, FindsTheLargestThatHolds) {
    for (const std::int64_t limit : {0, 1, 25, 26, 617, 998, 999}) {
        const Found found =
            search(Bisection(0, 1000, 1), [limit](std::int64_t value) { return value <= limit; });
        EXPECT_EQ(found.neighbours.holds, limit);
        EXPECT_EQ(found.neighbours.fails, limit + 1);
        EXPECT_LE(found.probes, 12U); // both ends, and the binary logarithm of 1000
    }
}

TEST(Bisection, FindsTheSmallestThatHolds) {
    const Found found =
        search(Bisection(-50, 1000, 1), [](std::int64_t value) { return value >= -7; });
    EXPECT_EQ(found.neighbours.holds, -7);
    EXPECT_EQ(found.neighbours.fails, -8);
}

TEST(Bisection, StopsAtTheResolution) {
    const Found found =
        search(Bisection(0, 1003, 10), [](std::int64_t value) { return value <= 617; });
    EXPECT_EQ(found.neighbours.holds, 610);
    EXPECT_EQ(found.neighbours.fails, 620);
    const Found last =
        search(Bisection(0, 1003, 10), [](std::int64_t value) { return value <= 1001; });
    EXPECT_EQ(last.neighbours.holds, 1000);
    EXPECT_EQ(last.neighbours.fails, 1003);
}

TEST(Bisection, AResolutionWiderThanTheRangeNeedsTheEndsOnly) {
    const Found found = search(Bisection(0, 10, 100), [](std::int64_t value) { return value < 5; });
    EXPECT_EQ(found.probes, 2U);
    EXPECT_EQ(found.neighbours.holds, 0);
    EXPECT_EQ(found.neighbours.fails, 10);
}

TEST(Bisection, EndsThatAgreeAreSaid) {
    Bisection bisection(0, 10, 1);
    EXPECT_FALSE(bisection.agreement());
    bisection.tried(0, true);
    EXPECT_FALSE(bisection.agreement());
    bisection.tried(10, true);
    EXPECT_EQ(bisection.agreement(), true);
    EXPECT_TRUE(bisection.next().empty());
}

TEST(Bisection, TheWholeRangeOfNumbersDoesNotOverflow) {
    const std::int64_t most = 4'000'000'000'000'000'000;
    const Found found =
        search(Bisection(0, most, 1), [](std::int64_t value) { return value < 12345; });
    EXPECT_EQ(found.neighbours.holds, 12344);
}

} // namespace
} // namespace ampsim::sweep

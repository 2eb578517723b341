// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/distribution.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <tuple>
#include <utility>
#include <vector>

namespace ampsim::measure {
namespace {

VirtualTime ns(long count) {
    return VirtualTime{count};
}

using Triple = std::tuple<long, long, unsigned long>;
using Pair = std::pair<unsigned, long>;

std::vector<Triple> bins(const Distribution& of) {
    std::vector<Triple> list;
    for (const Bin& bin : of.histogram) {
        list.emplace_back(bin.low.count(), bin.high.count(), bin.count);
    }
    return list;
}

std::vector<Pair> points(const Distribution& of) {
    std::vector<Pair> list;
    for (const CurvePoint& point : of.curve) {
        list.emplace_back(point.percent_hundredths, point.value.count());
    }
    return list;
}

std::vector<VirtualTime> one_to(long last) {
    std::vector<VirtualTime> values;
    for (long i = last; i >= 1; --i) {
        values.push_back(ns(i));
    }
    return values;
}

TEST(Distribution, GivesExactPercentilesByNearestRank) {
    const Distribution of = distribution(one_to(1000));
    EXPECT_EQ(of.count, 1000);
    EXPECT_EQ(of.min, ns(1));
    EXPECT_EQ(of.p50, ns(500));
    EXPECT_EQ(of.p90, ns(900));
    EXPECT_EQ(of.p99, ns(990));
    EXPECT_EQ(of.p99_9, ns(999));
    EXPECT_EQ(of.max, ns(1000));
    EXPECT_EQ(of.total, ns(500500));
    EXPECT_EQ(of.mean, ns(501)); // 500.5, rounded
}

TEST(Distribution, OfOneValueIsThatValue) {
    const Distribution of = distribution({ns(7)});
    for (const VirtualTime value : {of.min, of.mean, of.p50, of.p90, of.p99, of.p99_9, of.max}) {
        EXPECT_EQ(value, ns(7));
    }
}

TEST(Distribution, OfNothingHasNoCount) {
    EXPECT_EQ(distribution({}).count, 0);
}

TEST(Distribution, AgreesWithCounting) {
    std::mt19937 random(7);
    for (std::size_t size = 1; size < 400; size += 13) {
        std::vector<VirtualTime> values;
        for (std::size_t i = 0; i < size; ++i) {
            values.push_back(ns(static_cast<long>(random() % 50)));
        }
        // Nearest rank: the least value that at least that share of all values does not exceed.
        const auto naive = [&](unsigned per_mille) {
            for (long candidate = 0;; ++candidate) {
                const auto within = static_cast<std::size_t>(
                    std::count_if(values.begin(), values.end(),
                                  [&](VirtualTime value) { return value <= ns(candidate); }));
                if (within * 1000 >= per_mille * size) {
                    return ns(candidate);
                }
            }
        };
        const Distribution of = distribution(values);
        EXPECT_EQ(of.p50, naive(500)) << size;
        EXPECT_EQ(of.p90, naive(900)) << size;
        EXPECT_EQ(of.p99, naive(990)) << size;
        EXPECT_EQ(of.p99_9, naive(999)) << size;
    }
}

TEST(Histogram, HasSixteenBinsForEachPowerOfTwo) {
    const auto bin = [](long value) {
        const Bin of = bin_of(ns(value));
        return std::make_pair(of.low.count(), of.high.count());
    };
    using Range = std::pair<long, long>;
    EXPECT_EQ(bin(0), Range(0, 1));
    EXPECT_EQ(bin(15), Range(15, 16));
    EXPECT_EQ(bin(16), Range(16, 17));
    EXPECT_EQ(bin(31), Range(31, 32));
    EXPECT_EQ(bin(32), Range(32, 34));
    EXPECT_EQ(bin(33), Range(32, 34));
    EXPECT_EQ(bin(63), Range(62, 64));
    EXPECT_EQ(bin(64), Range(64, 68));
    EXPECT_EQ(bin(1000), Range(992, 1024));
    EXPECT_EQ(bin(1023), Range(992, 1024));
    EXPECT_EQ(bin(1024), Range(1024, 1088));
    EXPECT_EQ(bin(40'000), Range(38'912, 40'960));

    for (long power = 4; power < 40; ++power) {
        long count = 0;
        for (long at = 1L << power; at < 1L << (power + 1); at = bin_of(ns(at)).high.count()) {
            ++count;
        }
        EXPECT_EQ(count, 16) << power;
    }
}

TEST(Histogram, LeavesEmptyBinsOut) {
    EXPECT_THAT(bins(distribution({ns(1000), ns(3), ns(32), ns(33), ns(993)})),
                testing::ElementsAre(Triple(3, 4, 1), Triple(32, 34, 2), Triple(992, 1024, 2)));
    EXPECT_THAT(bins(distribution({})), testing::IsEmpty());
}

TEST(Histogram, CountsEveryDurationOnce) {
    std::mt19937_64 random(7);
    std::vector<VirtualTime> values;
    for (unsigned i = 0; i < 5000; ++i) {
        values.push_back(ns(static_cast<long>(random() >> (24 + i % 40))));
    }
    long before = 0;
    std::size_t total = 0;
    for (const Bin& bin : distribution(values).histogram) {
        EXPECT_GE(bin.low.count(), before);
        before = bin.high.count();
        const auto within = std::count_if(values.begin(), values.end(), [&](VirtualTime value) {
            return bin.low <= value && value < bin.high;
        });
        EXPECT_EQ(bin.count, within);
        EXPECT_GT(bin.count, 0);
        total += bin.count;
    }
    EXPECT_EQ(total, values.size());
}

TEST(Curve, GoesFromTheLeastToTheLargest) {
    EXPECT_THAT(points(distribution(one_to(10'000))),
                testing::ElementsAre(Pair(0, 1), Pair(100, 100), Pair(500, 500), Pair(1000, 1000),
                                     Pair(2500, 2500), Pair(5000, 5000), Pair(7500, 7500),
                                     Pair(9000, 9000), Pair(9500, 9500), Pair(9900, 9900),
                                     Pair(9950, 9950), Pair(9990, 9990), Pair(9999, 9999),
                                     Pair(10'000, 10'000)));
}

TEST(Curve, LeavesOutWhatTheCountCannotResolve) {
    EXPECT_THAT(points(distribution({ns(7)})), testing::ElementsAre(Pair(0, 7), Pair(10'000, 7)));
    EXPECT_THAT(points(distribution(one_to(4))),
                testing::ElementsAre(Pair(0, 1), Pair(2500, 1), Pair(5000, 2), Pair(7500, 3),
                                     Pair(10'000, 4)));
    EXPECT_EQ(points(distribution(one_to(99))).back(), Pair(10'000, 99));
    EXPECT_THAT(points(distribution(one_to(99))), testing::Not(testing::Contains(Pair(9900, 99))));
    EXPECT_THAT(points(distribution(one_to(100))), testing::Contains(Pair(9900, 99)));
    EXPECT_THAT(points(distribution({})), testing::IsEmpty());
}

} // namespace
} // namespace ampsim::measure

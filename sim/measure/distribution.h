// SPDX-License-Identifier: BSD-3-Clause
//
// How a list of durations is distributed: a few numbers for tables, a histogram and a percentile
// curve for pictures. All of it is exact and in integer nanoseconds.
#pragma once

#include "sim/time/virtual_time.h"

#include <cstdint>
#include <vector>

namespace ampsim::measure {

/// How many durations are within [low, high).
struct Bin {
    VirtualTime low{}, high{};
    std::uint64_t count = 0;
};

/// The least duration that at least this part of all does not exceed.
struct CurvePoint {
    unsigned percent_hundredths = 0; ///< 9999 is 99.99 %
    VirtualTime value{};
};

/// Exact percentiles (nearest rank) of a list of durations; the mean is rounded to the nearest ns.
struct Distribution {
    std::uint64_t count = 0; ///< 0: the rest says nothing
    VirtualTime total{};
    VirtualTime min{}, mean{}, p50{}, p90{}, p99{}, p99_9{}, max{};

    /// In ascending order, without those that are empty. Each power of two is cut into 16 equal
    /// bins, so a bin is at most 1/16 of its durations wide; below 16 ns a bin is 1 ns wide.
    std::vector<Bin> histogram;

    /// From 0 % (the least) to 100 % (the largest). A percentile is left out when not even one
    /// duration lies beyond it: 99 % of 50 durations says no more than 100 %.
    std::vector<CurvePoint> curve;
};
Distribution distribution(std::vector<VirtualTime> values);

/// The bin in which a duration (at least 0) is; its count is 0.
Bin bin_of(VirtualTime value);

} // namespace ampsim::measure

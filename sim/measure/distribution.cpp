// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/distribution.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace ampsim::measure {

namespace {

constexpr VirtualTime::rep bins_per_power = 16;
constexpr std::uint64_t whole = 10'000; // 100 %, in hundredths of a percent
constexpr std::array<unsigned, 14> curve_percents{0,    100,  500,  1000, 2500, 5000, 7500,
                                                  9000, 9500, 9900, 9950, 9990, 9999, 10'000};

using Sorted = std::vector<VirtualTime>;

/// The least value that at least that part of all values does not exceed.
VirtualTime nearest_rank(const Sorted& values, std::uint64_t percent_hundredths) {
    const std::uint64_t rank = (percent_hundredths * values.size() + whole - 1) / whole; // from 1
    return values[std::max<std::uint64_t>(rank, 1) - 1];
}

std::vector<Bin> histogram(const Sorted& values) {
    std::vector<Bin> bins;
    for (const VirtualTime value : values) {
        if (bins.empty() || value >= bins.back().high) {
            bins.push_back(bin_of(value));
        }
        ++bins.back().count;
    }
    return bins;
}

std::vector<CurvePoint> curve(const Sorted& values) {
    std::vector<CurvePoint> points;
    for (const unsigned percent : curve_percents) {
        const std::uint64_t tail = std::min<std::uint64_t>(percent, whole - percent);
        if (tail == 0 || tail * values.size() >= whole) {
            points.push_back({percent, nearest_rank(values, percent)});
        }
    }
    return points;
}

} // namespace

Bin bin_of(VirtualTime value) {
    VirtualTime::rep width = 1;
    while (value.count() / width >= 2 * bins_per_power) {
        width *= 2;
    }
    const VirtualTime low{value.count() / width * width};
    return {low, low + VirtualTime{width}, 0};
}

Distribution distribution(std::vector<VirtualTime> values) {
    Distribution result;
    result.count = values.size();
    if (values.empty()) {
        return result;
    }
    std::sort(values.begin(), values.end());
    result.total = std::accumulate(values.begin(), values.end(), VirtualTime{});
    const auto count = static_cast<VirtualTime::rep>(values.size());
    result.mean = (result.total + VirtualTime{count / 2}) / count;
    result.min = values.front();
    result.p50 = nearest_rank(values, 5000);
    result.p90 = nearest_rank(values, 9000);
    result.p99 = nearest_rank(values, 9900);
    result.p99_9 = nearest_rank(values, 9990);
    result.max = values.back();
    result.histogram = histogram(values);
    result.curve = curve(values);
    return result;
}

} // namespace ampsim::measure

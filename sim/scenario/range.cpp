// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/range.h"

#include "sim/error.h"

#include <boost/multiprecision/cpp_int.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace ampsim::scenario {

namespace {

using boost::multiprecision::cpp_int;
using measure::Quantity;
using Amount = std::int64_t;

/// from + (to - from) * i / last, halves away from `from`.
Amount linear(Amount from, Amount to, unsigned i, unsigned last) {
    const cpp_int distance = cpp_int(to) - from;
    const cpp_int twice = (distance < 0 ? -distance : distance) * i * 2 + last;
    const cpp_int step = twice / (2 * last);
    return static_cast<Amount>(distance < 0 ? cpp_int(from - step) : cpp_int(from + step));
}

/// from * (to / from)^(i / last) to the nearest whole number v, which is
///
///   (v - 1/2)^last <= from^(last - i) * to^i < (v + 1/2)^last
///
/// The floating-point guess is right or next to it; whether it is, whole numbers decide.
Amount logarithmic(Amount from, Amount to, unsigned i, unsigned last) {
    const unsigned common = std::gcd(i, last);
    const unsigned root = last / common;
    const unsigned power = i / common;
    const cpp_int wanted = (pow(cpp_int(from), root - power) * pow(cpp_int(to), power)) << root;
    const auto is_above = [&](Amount value) {
        return pow(cpp_int(value) * 2 - 1, root) > wanted;
    };
    const double share = static_cast<double>(i) / last;
    const double guess = std::exp(std::log(static_cast<double>(from)) * (1 - share) +
                                  std::log(static_cast<double>(to)) * share);
    const auto [least, most] = std::minmax(from, to);
    Amount below = std::clamp(static_cast<Amount>(std::min(guess, 9e18)), least, most);
    Amount above = below;
    for (Amount step = 1; below > least && is_above(below); step *= 2) {
        above = below;
        below = std::max(least, below - std::min(step, below));
    }
    for (Amount step = 1; above < most && !is_above(above); step *= 2) {
        below = above;
        above = step < most - above ? above + step : most;
    }
    while (below + 1 < above) {
        const Amount middle = below + (above - below) / 2;
        (is_above(middle) ? above : below) = middle;
    }
    return is_above(above) ? below : above;
}

/// Both with the same decimals.
void align(Quantity& left, Quantity& right) {
    for (; left.decimals < right.decimals; ++left.decimals) {
        if (std::abs(left.amount) > std::numeric_limits<Amount>::max() / 10) {
            throw InputError(fmt::format("{} and {} have too many digits together",
                                         exact_text(left), exact_text(right)));
        }
        left.amount *= 10;
    }
    if (right.decimals < left.decimals) {
        align(right, left);
    }
}

} // namespace

std::vector<Quantity> range(const Quantity& from, const Quantity& to, std::size_t points,
                            Scale scale) {
    if (from.dimension != to.dimension) {
        throw InputError(fmt::format("expected both ends in one kind of unit, got {} and {}",
                                     exact_text(from), exact_text(to)));
    }
    if (points < 2 || points > most_points) {
        throw InputError(fmt::format("expected 2 to {} points, got {}", most_points, points));
    }
    if (scale == Scale::logarithmic && (from.amount <= 0 || to.amount <= 0)) {
        throw InputError(fmt::format("a logarithmic range lies above 0, got {} to {}",
                                     exact_text(from), exact_text(to)));
    }
    Quantity first = from;
    Quantity end = to;
    align(first, end);
    if (first.amount == end.amount) {
        throw InputError(fmt::format("both ends are {}", exact_text(from)));
    }
    const auto last = static_cast<unsigned>(points - 1);
    const auto value = scale == Scale::linear ? linear : logarithmic;
    std::vector<Quantity> values;
    for (unsigned i = 0; i <= last; ++i) {
        Quantity quantity = first;
        quantity.amount = i == 0      ? first.amount
                          : i == last ? end.amount
                                      : value(first.amount, end.amount, i, last);
        if (values.empty() || values.back().amount != quantity.amount) {
            values.push_back(quantity);
        }
    }
    return values;
}

} // namespace ampsim::scenario

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/sweep/bisection.h"

#include <cassert>
#include <iterator>

namespace ampsim::sweep {

Bisection::Bisection(std::int64_t low, std::int64_t high, std::int64_t resolution)
    : low_(low), high_(high), resolution_(resolution) {}

std::optional<bool> Bisection::agreement() const {
    const auto low = holds_.find(low_);
    const auto high = holds_.find(high_);
    if (low == holds_.end() || high == holds_.end() || low->second != high->second) {
        return std::nullopt;
    }
    return low->second;
}

std::pair<std::int64_t, std::int64_t> Bisection::bracket() const {
    for (auto value = holds_.begin(); std::next(value) != holds_.end(); ++value) {
        if (value->second != std::next(value)->second) {
            return {value->first, std::next(value)->first};
        }
    }
    return {low_, high_};
}

std::vector<std::int64_t> Bisection::next() const {
    std::vector<std::int64_t> ends;
    for (const std::int64_t end : {low_, high_}) {
        if (holds_.count(end) == 0) {
            ends.push_back(end);
        }
    }
    if (!ends.empty() || agreement()) {
        return ends;
    }
    const auto [below, above] = bracket();
    if (above - below <= resolution_) {
        return {};
    }
    // On the grid of the resolution that starts at the lower end, so that a wider range meets the
    // same values again.
    const std::int64_t steps = (above - low_ + resolution_ - 1) / resolution_;
    const std::int64_t first = (below - low_) / resolution_;
    return {low_ + (first + (steps - first) / 2) * resolution_};
}

Bisection::Neighbours Bisection::found() const {
    const auto [below, above] = bracket();
    return holds_.at(below) ? Neighbours{below, above} : Neighbours{above, below};
}

} // namespace ampsim::sweep

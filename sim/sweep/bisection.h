// SPDX-License-Identifier: BSD-3-Clause
//
// The value of an axis at which something stops, or starts, to hold: both ends of the range are
// tried, then always the middle of what is left. Right where it changes once; where it changes
// more often, one of the changes is found.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace ampsim::sweep {

class Bisection {
public:
    /// Between `low` and `high`, to neighbours that are at most `resolution` apart. low < high,
    /// resolution > 0.
    Bisection(std::int64_t low, std::int64_t high, std::int64_t resolution);

    /// What is to be tried now, all of it at the same time if possible. Nothing: it is found, or
    /// there is no change between the ends.
    std::vector<std::int64_t> next() const;

    void tried(std::int64_t value, bool holds) { holds_[value] = holds; }

    /// Both ends were tried, and agree on this.
    std::optional<bool> agreement() const;

    struct Neighbours {
        std::int64_t holds;
        std::int64_t fails;
    };
    /// Valid when next() is empty and the ends differ.
    Neighbours found() const;

private:
    /// The two that are next to each other and differ, so far.
    std::pair<std::int64_t, std::int64_t> bracket() const;

    std::int64_t low_;
    std::int64_t high_;
    std::int64_t resolution_;
    std::map<std::int64_t, bool> holds_;
};

} // namespace ampsim::sweep

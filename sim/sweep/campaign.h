// SPDX-License-Identifier: BSD-3-Clause
//
// A sweep from its first point to its last: the whole grid, or a search for a limit.
#pragma once

#include "sim/sweep/experiment.h"
#include "sim/sweep/findings.h"
#include "sim/sweep/runner.h"
#include "sim/sweep/search.h"

#include <functional>
#include <string>
#include <vector>

namespace ampsim::sweep {

class Campaign {
public:
    Campaign(const Experiment& experiment, Runner& runner)
        : experiment_(experiment), runner_(runner) {}

    // Each fills in the axes, points and outcomes of `findings`, and returns false when it was
    // interrupted before it had them all.

    bool run_grid(Findings& findings);

    /// Along the one axis that has several values, for the neighbours of which `until` holds at one
    /// only. `tried` is told of each point and what `until` was there. Throws InputError when it is
    /// the same at both ends, SimulationError when a point failed.
    bool search(const std::string& until, const std::string& resolution, Findings& findings,
                const std::function<void(const Point&, const measure::Expectation&)>& tried);

private:
    bool run(const std::vector<Point>& points, Findings& findings);
    Point point_at(const Search& search, std::int64_t value) const;
    measure::Expectation evaluate(const std::string& until, const Point& point) const;
    [[noreturn]] void fail_between_ends(const std::string& until, const Search& search,
                                        const Findings& findings, bool holds) const;

    const Experiment& experiment_;
    Runner& runner_;
};

} // namespace ampsim::sweep

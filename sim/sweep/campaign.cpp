// SPDX-License-Identifier: BSD-3-Clause
#include "sim/sweep/campaign.h"

#include "sim/error.h"
#include "sim/scenario/parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

namespace ampsim::sweep {

namespace {

/// Points in the order of their values, which are those of the axis.
void sort_by_value(const Search& search, const std::vector<std::int64_t>& tried,
                   Findings& findings) {
    std::map<std::int64_t, std::size_t> in_order;
    for (std::size_t i = 0; i < tried.size(); ++i) {
        in_order[tried[i]] = i;
    }
    std::vector<Point> points;
    std::vector<Outcome> outcomes;
    Axis& axis = findings.axes[search.axis()];
    axis.values.clear();
    axis.numbers.clear();
    for (const auto& [value, i] : in_order) {
        points.push_back(findings.points[i]);
        outcomes.push_back(findings.outcomes[i]);
        axis.values.push_back(search.text(value));
        axis.numbers.emplace_back(measure::parse_quantity(axis.values.back()).value());
    }
    findings.points = std::move(points);
    findings.outcomes = std::move(outcomes);
}

/// Where each of them is when all are sorted.
std::vector<std::size_t> places(const std::vector<std::int64_t>& values) {
    std::vector<std::size_t> places;
    for (const std::int64_t value : values) {
        places.push_back(static_cast<std::size_t>(std::count_if(
            values.begin(), values.end(), [value](std::int64_t other) { return other < value; })));
    }
    return places;
}

} // namespace

bool Campaign::run_grid(Findings& findings) {
    findings.axes = experiment_.axes;
    std::vector<Point> points;
    for (const std::vector<std::string>& values : grid(experiment_.axes)) {
        points.push_back(experiment_.point(values));
    }
    return run(points, findings);
}

bool Campaign::run(const std::vector<Point>& points, Findings& findings) {
    if (!runner_.run(points)) {
        return false;
    }
    for (const Point& point : points) {
        findings.points.push_back(point);
        findings.outcomes.push_back(runner_.outcome(point));
    }
    return true;
}

bool Campaign::search(const std::string& until, const std::string& resolution, Findings& findings,
                      const std::function<void(const Point&, const measure::Expectation&)>& tried) {
    findings.axes = experiment_.axes;
    const Search search(experiment_.axes, resolution);
    Bisection bisection = search.bisection();
    std::vector<std::int64_t> values;
    for (auto next = bisection.next(); !next.empty(); next = bisection.next()) {
        std::vector<Point> points;
        for (const std::int64_t value : next) {
            points.push_back(point_at(search, value));
        }
        if (!run(points, findings)) {
            return false;
        }
        for (std::size_t i = 0; i < next.size(); ++i) {
            const measure::Expectation found = evaluate(until, points[i]);
            bisection.tried(next[i], found.holds);
            values.push_back(next[i]);
            tried(points[i], found);
        }
    }
    if (const std::optional<bool> agreement = bisection.agreement()) {
        fail_between_ends(until, search, findings, *agreement);
    }
    const Bisection::Neighbours found = bisection.found();
    sort_by_value(search, values, findings);
    findings.limit = Limit{until, experiment_.axes[search.axis()].key, search.text(found.holds),
                           search.text(found.fails), places(values)};
    return true;
}

Point Campaign::point_at(const Search& search, std::int64_t value) const {
    std::vector<std::string> values;
    for (const Axis& axis : experiment_.axes) {
        values.push_back(axis.values.front());
    }
    values[search.axis()] = search.text(value);
    return experiment_.point(values);
}

measure::Expectation Campaign::evaluate(const std::string& until, const Point& point) const {
    const Outcome& outcome = runner_.outcome(point);
    if (!outcome.done()) {
        throw SimulationError(
            fmt::format("--until: {} failed, so it is not known whether '{}' holds there",
                        name_of(point, experiment_.axes), until));
    }
    return measure::evaluate(scenario::substitute(until, point.parameters), outcome.figures);
}

void Campaign::fail_between_ends(const std::string& until, const Search& search,
                                 const Findings& findings, bool holds) const {
    const Point& low = findings.points.front();
    const Point& high = findings.points.back();
    throw InputError(fmt::format(
        "--until: '{}' {} at both ends of axis '{}': it is {} at {}, {} at {}; expected a range at "
        "whose ends it differs",
        until, holds ? "holds" : "does not hold", experiment_.axes[search.axis()].key,
        evaluate(until, low).value, low.values[search.axis()], evaluate(until, high).value,
        high.values[search.axis()]));
}

} // namespace ampsim::sweep

// SPDX-License-Identifier: BSD-3-Clause
//
// What a sweep found: points.csv for tables and plots, sweep.json for programs, a table for people.
// Nothing of the host is in the files: the same inputs give the same bytes, however often the sweep
// was interrupted.
#pragma once

#include "sim/sweep/axis.h"
#include "sim/sweep/point.h"

#include <optional>
#include <string>
#include <vector>

namespace ampsim::sweep {

/// An expression that is evaluated at each point.
struct FigureColumn {
    std::string name;  ///< the expression
    int dimension = 0; ///< 1: a duration, in ns
};

/// Count, p50, p99 and max of every span, p50 of every hop.
std::vector<std::string> default_figures(const std::vector<measure::SpanDefinition>& spans);

/// What `--until` found.
struct Limit {
    std::string expression;
    std::string axis;
    std::string holds;               ///< value of the axis at which it holds
    std::string fails;               ///< the value next to it at which it does not
    std::vector<std::size_t> probes; ///< indices of points, in the order in which they were tried
};

struct Findings {
    std::string ampsim_version;
    std::string scenario;
    std::string platform;
    std::vector<std::string> sets;
    std::vector<Axis> axes;
    std::vector<FigureColumn> figures;
    std::vector<Point> points;
    std::vector<Outcome> outcomes; ///< of the points
    std::optional<Limit> limit;
};

/// The value of a figure at a point; its `nothing` says why there is none.
measure::Figure value_of(const FigureColumn& figure, const Point& point, const Outcome& outcome);

std::string to_json(const Findings& findings); ///< sweep.json
std::string to_csv(const Findings& findings);  ///< points.csv

/// A line for each point: the values of the axes, and as many figures as `width` columns have room
/// for.
std::string table(const Findings& findings, unsigned width, bool colour);

/// A line for each published figure of each point, beside what was found. Empty when there are
/// none.
std::string published_table(const Findings& findings);

/// "mu_signal=25 ns, size=16".
std::string name_of(const Point& point, const std::vector<Axis>& axes);

} // namespace ampsim::sweep

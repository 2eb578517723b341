// SPDX-License-Identifier: BSD-3-Clause
//
// Two sweeps, point by point: the figures of sweep.json at points with the same values.
#pragma once

#include "sim/compare/comparison_files.h"
#include "sim/compare/tolerance.h"

#include <optional>
#include <string>
#include <vector>

namespace ampsim::compare {

struct SweepPoint {
    std::string key;
    std::vector<std::string> values; ///< "AXIS = VALUE"
    bool done = false;
    std::vector<std::optional<double>> figures; ///< as SweepFigures::names; nothing: none
};

struct SweepFigures {
    std::string path;
    std::string scenario;
    std::vector<std::string> names;
    std::vector<std::string> units; ///< "ns" or ""
    std::vector<SweepPoint> points;
};

/// Is it the directory of a sweep?
bool is_sweep(const std::string& path);

/// Throws InputError for what is no sweep.json.
SweepFigures read_sweep(const std::string& directory);
SweepFigures parse_sweep(const std::string& path, const std::string& content);

struct PointChange {
    std::string point; ///< "mu_signal = 25 ns, size = 16"
    std::string figure;
    std::string unit;
    std::optional<double> a;
    std::optional<double> b;
    bool beyond = false;
};

struct SweepComparison {
    std::string a;
    std::string b;
    Tolerance tolerance;
    std::size_t points = 0; ///< that both have
    std::size_t same = 0;   ///< figures that are equal
    std::vector<PointChange> moved;
    std::vector<std::string> only_in_a; ///< points, and figures: "figure x.p50"
    std::vector<std::string> only_in_b;
    std::vector<std::string> failed; ///< points that are done in `a`, and failed in `b`

    /// What `b` lacks is beyond any tolerance.
    bool beyond() const;
};

SweepComparison compare(const SweepFigures& a, const SweepFigures& b, const Tolerance& tolerance);

/// The same format as of two runs, with `points` in the place of spans.
std::string to_json(const SweepComparison& comparison);
std::string to_text(const SweepComparison& comparison, const TextStyle& style);

} // namespace ampsim::compare

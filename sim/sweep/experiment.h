// SPDX-License-Identifier: BSD-3-Clause
//
// What a sweep asks of a scenario: which keys get which values, before the run or from its snapshot
// on. It makes the points.
#pragma once

#include "sim/scenario/scenario.h"
#include "sim/sweep/axis.h"
#include "sim/sweep/point.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace ampsim::sweep {

/// Hashes that tell runs apart (hub::identify).
struct Identity {
    std::string snapshot; ///< of what a snapshot depends on
    std::string run;      ///< of all that the run's results depend on
};

struct Experiment {
    std::string scenario;          ///< file
    std::vector<std::string> sets; ///< KEY=VALUE, of all points
    std::vector<std::string> then; ///< the same from the snapshot on
    std::vector<Axis> axes;
    std::filesystem::path directory;                             ///< of the sweep
    bool snapshots = false;                                      ///< points start from snapshots
    std::function<Identity(const scenario::Scenario&)> identify; ///< of a run

    /// The point at which each axis has one of these values. Throws InputError when the scenario
    /// does not take one.
    Point point(const std::vector<std::string>& values) const;
};

} // namespace ampsim::sweep

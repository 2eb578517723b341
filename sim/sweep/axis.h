// SPDX-License-Identifier: BSD-3-Clause
//
// What a sweep varies: a key with the values that it takes, one after the other. Several axes make
// a grid.
#pragma once

#include "sim/scenario/scenario.h"

#include <string>
#include <vector>

namespace ampsim::sweep {

struct Axis : scenario::Axis {
    bool behind_snapshot = false; ///< it changes from the snapshot on, so all values share a boot
};

/// What `--axis` says, "KEY=V1,V2,..." or "KEY=FROM..TO:POINTS[:log]", as the --set that gives the
/// scenario this axis: "sweep.axes.KEY=[...]". ":POINTS" may be missing when `ends_suffice`. Throws
/// InputError.
std::string axis_setting(const std::string& text, bool ends_suffice);

/// Every combination of the values of all axes, the first axis slowest. Throws InputError when they
/// are too many.
std::vector<std::vector<std::string>> grid(const std::vector<Axis>& axes);

} // namespace ampsim::sweep

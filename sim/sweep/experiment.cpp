// SPDX-License-Identifier: BSD-3-Clause
#include "sim/sweep/experiment.h"

namespace ampsim::sweep {

Point Experiment::point(const std::vector<std::string>& values) const {
    Point point{values, sets, then, {}, "", "", {}};
    for (std::size_t i = 0; i < axes.size(); ++i) {
        (axes[i].behind_snapshot ? point.then : point.sets)
            .push_back(axes[i].key + "=" + values[i]);
    }
    const scenario::Scenario settings = scenario::load(scenario, point.sets, point.then);
    const Identity identity = identify(settings);
    point.parameters = settings.parameter_terms;
    point.key = short_key(identity.run);
    point.snapshot = snapshots ? identity.snapshot : "";
    point.directory = directory / "points" / point.key;
    return point;
}

} // namespace ampsim::sweep

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/hops.h"

namespace ampsim::measure {

double Breakdown::share(VirtualTime total) const {
    return whole.total.count() == 0
               ? 0.0
               : static_cast<double>(total.count()) / static_cast<double>(whole.total.count());
}

Breakdown break_down(const SpanSet& set) {
    const std::vector<Point>& points = set.definition.points;
    std::vector<VirtualTime> wholes;
    std::vector<VirtualTime> unattributed;
    std::vector<std::vector<VirtualTime>> hops(points.size());
    for (const Span& span : set.spans) {
        wholes.push_back(span.whole());
        unattributed.push_back(span.unattributed());
        const std::vector<VirtualTime> durations = span.hops();
        for (std::size_t i = 0; i < durations.size(); ++i) {
            if (durations[i] != never) {
                hops[i].push_back(durations[i]);
            }
        }
    }
    Breakdown result;
    result.whole = distribution(std::move(wholes));
    result.unattributed = distribution(std::move(unattributed));
    for (std::size_t i = 0; i < points.size(); ++i) {
        result.hops.push_back({points[i].hop, points[i].event, distribution(std::move(hops[i]))});
    }
    return result;
}

} // namespace ampsim::measure

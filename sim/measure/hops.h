// SPDX-License-Identifier: BSD-3-Clause
//
// The statistics of a span set: the whole, each hop, and what no hop explains. Totals add up
// exactly.
#pragma once

#include "sim/measure/span.h"

#include <string>
#include <vector>

namespace ampsim::measure {

struct Hop {
    std::string name;
    std::string event;      ///< that ends it
    Distribution durations; ///< over the spans in which the hop is present
};

struct Breakdown {
    Distribution whole;
    std::vector<Hop> hops;     ///< in the order of the journey
    Distribution unattributed; ///< over all spans

    /// Share of the whole, 0..1; 0 when nothing was measured.
    double share(VirtualTime total) const;
};

/// whole.total == sum of hops[i].durations.total + unattributed.total.
Breakdown break_down(const SpanSet& set);

} // namespace ampsim::measure

// SPDX-License-Identifier: BSD-3-Clause
//
// A span is one journey of one message, cut into hops by the events that it passes. Hops add up
// exactly to the span: what lies between two named points belongs to the hop that ends at the
// second.
#pragma once

#include "sim/measure/distribution.h"
#include "sim/measure/trace.h"
#include "sim/time/late.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ampsim::measure {

/// One point of the journey: the hop that ends there, and the event that ends it.
struct Point {
    std::string hop;   ///< "mailbox"
    std::string event; ///< event name as in trace.h: "write:linux:mu.a.TR0", "rise:mu.b",
                       ///< "rtos:mu_irq_handler"
};

struct SpanDefinition {
    std::string name;  ///< "rpmsg.linux_to_rtos"
    std::string start; ///< event that opens the span
    std::vector<Point>
        points; ///< in the order in which the message passes them; the last one closes the span
};

/// One measured journey: when each point was passed. A point that did not occur between its
/// neighbours is missing (never). Its hop is absent, and the time up to the next point that did
/// occur is unattributed.
struct Span {
    VirtualTime begin{};
    std::vector<VirtualTime> passed;
    bool touched = false; ///< by something late: see mark_touched()
    VirtualTime end() const { return passed.back(); }
    VirtualTime whole() const { return end() - begin; }

    /// One duration per point, `never` for a hop that is absent. Hops and unattributed() add up to
    /// whole().
    std::vector<VirtualTime> hops() const;
    VirtualTime unattributed() const;
};

/// Matches a definition against a trace. A span opens at each `start`; every point is the first
/// occurrence of its event at or after the point before; a span whose last point never comes, or
/// comes only after the next `start`, is lost (counted). Where points are missing, the journey that
/// passes the most points counts. Spans are in order of begin.
struct SpanSet {
    SpanDefinition definition;
    std::vector<Span> spans;
    std::uint64_t lost = 0;
    std::uint64_t touched = 0; ///< spans that are marked so
};
SpanSet match(const SpanDefinition& definition, Trace& trace);

/// Marks each span during which something was late: due at a node by the span's end, and taken not
/// before its begin. Returns how many.
std::uint64_t mark_touched(SpanSet& set, std::vector<time::Late> late);

} // namespace ampsim::measure

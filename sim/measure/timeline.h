// SPDX-License-Identifier: BSD-3-Clause
//
// trace.json, read back: journeys and events, as much of it as is asked for. It is read line by
// line; a trace may be larger than memory.
#pragma once

#include "sim/time/virtual_time.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ampsim::measure {

/// A journey, as the row of its span has it.
struct TimelineJourney {
    std::string span;
    std::uint64_t number = 0; ///< from 1
    VirtualTime begin{};
    VirtualTime duration{};
    VirtualTime end() const { return begin + duration; }
};

/// The hop that an event ends.
struct TimelineHop {
    std::string span;
    std::uint64_t journey = 0;
    std::string name;                    ///< empty: the journey begins there
    std::optional<VirtualTime> duration; ///< nothing: a point before it is missing
};

struct TimelineEvent {
    VirtualTime time{};
    std::string who; ///< a node, a device, or a line
    std::string
        what; ///< "write mu.a.TR1", "mu.a.TR1 arrives from linux", "rises", "mu_irq_handler"
    std::string value; ///< "0x10"; empty: it has none
    VirtualTime stall{};
    std::vector<TimelineHop> hops;
};

class Timeline {
public:
    /// What is seen; events of the trace in order of time, after all journeys.
    struct Visitor {
        std::function<void(const TimelineJourney&)> journey;
        std::function<void(const TimelineEvent&)> event;
    };

    /// Reads the file. Throws InputError when it is not a trace.json of ampsim.
    static void read(const std::string& file, const Visitor& visitor);
};

} // namespace ampsim::measure

// SPDX-License-Identifier: BSD-3-Clause
//
// Arrows between what belongs together: a whole journey through all that it passes, and each
// notification from the write to the handler, whether a span measures it or not.
#pragma once

#include "sim/measure/chrome_rows.h"
#include "sim/time/virtual_time.h"

#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace ampsim::measure::chrome {

/// A point of a journey: the event there is a part of it.
struct Step {
    const SpanSet* set = nullptr;
    std::uint64_t number = 0; ///< of the journey, from 1
    std::size_t point = 0;    ///< 0: its start; then points[point - 1]
    VirtualTime begin{};      ///< of the journey
    VirtualTime hop = never;  ///< what the hop took that ends here; never: none does

    const char* phase() const;
    Flow flow() const; ///< id is the number, name that of the span
};

/// Finds the journeys that an event belongs to.
class Journeys {
public:
    explicit Journeys(const std::vector<SpanSet>& spans);

    /// Those that pass this event; each is named once.
    std::vector<Step> take(const Trace& trace, const Event& event);

private:
    using Kind = std::tuple<EventKind, std::uint32_t, std::uint32_t, bool>;
    using Times = std::multimap<VirtualTime, Step>;

    Times* times_of(const Trace& trace, const Event& event);

    std::map<std::string, Times> steps_; ///< by the name of the event
    std::map<Kind, Times*> known_;       ///< the same, for events that have been looked up
};

/// Follows notifications: a write to a device, the line that it raises, the first probed
/// instruction of the node that takes that line.
class Notifications {
public:
    Notifications(Writer& out, const Rows& rows, const Trace& trace)
        : out_(out), rows_(rows), trace_(trace) {}

    /// Each after the event itself has been written.
    void write(const Event& event) { issued_[event.what] = &event; }
    void arrival(const Event& event);
    void rise(const Event& wire);
    void mark(const Event& event);

private:
    struct Pending {
        std::uint64_t id;
        std::uint32_t writer;
        std::string line;
    };

    Writer& out_;
    const Rows& rows_;
    const Trace& trace_;
    std::uint64_t arrows_ = 0;
    std::map<std::uint32_t, const Event*> issued_; ///< register -> the write that is on its way
    std::map<std::uint32_t, const Event*>
        effective_; ///< device track -> the last write that took effect there
    std::vector<Pending> pending_;
};

} // namespace ampsim::measure::chrome

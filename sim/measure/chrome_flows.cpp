// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/chrome_flows.h"

#include <algorithm>

namespace ampsim::measure::chrome {

namespace {

constexpr std::string_view journey = "journey";
constexpr std::string_view notification = "notification";

} // namespace

// --- Journeys ------------------------------------------------------------------------------------

const char* Step::phase() const {
    // It starts in the journey's own slice.
    return point == set->definition.points.size() ? "f" : "t";
}

Flow Step::flow() const {
    return {journey, set->definition.name, number};
}

Journeys::Journeys(const std::vector<SpanSet>& spans) {
    for (const SpanSet& set : spans) {
        std::uint64_t number = 0;
        for (const Span& span : set.spans) {
            ++number;
            steps_[set.definition.start].emplace(span.begin,
                                                 Step{&set, number, 0, span.begin, never});
            const std::vector<VirtualTime> hops = span.hops();
            for (std::size_t i = 0; i < span.passed.size(); ++i) {
                if (span.passed[i] != never) {
                    steps_[set.definition.points[i].event].emplace(
                        span.passed[i], Step{&set, number, i + 1, span.begin, hops[i]});
                }
            }
        }
    }
}

Journeys::Times* Journeys::times_of(const Trace& trace, const Event& event) {
    const Kind kind(event.kind, event.source, event.what, event.value != 0);
    const auto known = known_.find(kind);
    if (known != known_.end()) {
        return known->second;
    }
    const auto found = steps_.find(trace.event_name(event));
    Times* times = found == steps_.end() ? nullptr : &found->second;
    known_.emplace(kind, times);
    return times;
}

std::vector<Step> Journeys::take(const Trace& trace, const Event& event) {
    std::vector<Step> steps;
    if (Times* times = times_of(trace, event)) {
        const auto [first, last] = times->equal_range(event.time);
        for (auto step = first; step != last; ++step) {
            steps.push_back(step->second);
        }
        times->erase(first, last);
    }
    return steps;
}

// --- Notifications -------------------------------------------------------------------------------

void Notifications::arrival(const Event& event) {
    const auto write = issued_.find(event.what);
    if (write != issued_.end()) { // else it is a read
        effective_[event.track] = write->second;
        issued_.erase(write);
    }
}

void Notifications::rise(const Event& wire) {
    const auto cause = effective_.find(wire.track);
    if (cause == effective_.end()) {
        return;
    }
    const std::string line = line_name(trace_, wire);
    if (rows_.takes(cause->second->track, line).value_or(false)) {
        return; // a node that works on its own face notifies nobody
    }
    // An arrow that nobody took before the line rose again leads nowhere.
    pending_.erase(std::remove_if(pending_.begin(), pending_.end(),
                                  [&line](const Pending& other) { return other.line == line; }),
                   pending_.end());
    const Flow flow{notification, notification, ++arrows_};
    out_.flow("s", flow, rows_.of(*cause->second), cause->second->time);
    out_.flow("t", flow, rows_.of(wire), wire.time);
    pending_.push_back({flow.id, cause->second->track, line});
    effective_.erase(cause);
}

void Notifications::mark(const Event& event) {
    for (auto arrow = pending_.begin(); arrow != pending_.end();) {
        const bool other_or_only = event.track != arrow->writer || rows_.nodes() == 1;
        if (!rows_.takes(event.track, arrow->line).value_or(other_or_only)) {
            ++arrow;
            continue;
        }
        out_.flow("f", {notification, notification, arrow->id}, rows_.of(event), event.time);
        arrow = pending_.erase(arrow);
    }
}

} // namespace ampsim::measure::chrome

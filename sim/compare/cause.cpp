// SPDX-License-Identifier: BSD-3-Clause
#include "sim/compare/cause.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

namespace ampsim::compare {

namespace {

/// An event's name in its parts: "arrival:linux:mu.a.TR1" is "arrival", "linux", "mu.a.TR1";
/// "rtos:isr" is "", "rtos", "isr"; "rise:mu.b" is "rise", "", "mu.b".
struct EventName {
    std::string_view kind, node, place;

    explicit EventName(std::string_view name) {
        const std::size_t colon = std::min(name.find(':'), name.size());
        const std::string_view first = name.substr(0, colon);
        const std::string_view rest = name.substr(std::min(colon + 1, name.size()));
        if (first == "rise" || first == "fall") {
            kind = first;
            place = rest;
        } else if (first == "write" || first == "read" || first == "arrival") {
            const std::size_t second = std::min(rest.find(':'), rest.size());
            kind = first;
            node = rest.substr(0, second);
            place = rest.substr(std::min(second + 1, rest.size()));
        } else {
            node = first;
            place = rest;
        }
    }

    bool is_line() const { return kind == "rise" || kind == "fall"; }
    bool is_access() const { return kind == "write" || kind == "read"; }
};

/// No instruction is executed in it: an access on its way, or what it does until a line changes.
bool is_hardware(const EventName& from, const EventName& to) {
    if (to.kind == "arrival") {
        return from.is_access() && from.node == to.node && from.place == to.place;
    }
    return to.is_line() && (from.is_access() || from.kind == "arrival");
}

/// The events that a span passes, its start first.
std::vector<std::string_view> events_of(const SpanFigures& span) {
    std::vector<std::string_view> events{span.start};
    for (const HopFigures& hop : span.hops) {
        events.push_back(hop.event);
    }
    return events;
}

/// Does another span pass both ends of this hop, and something between them?
bool is_cut_by_another(const std::vector<SpanFigures>& spans, const SpanFigures& of,
                       std::string_view from, std::string_view to) {
    return !from.empty() && std::any_of(spans.begin(), spans.end(), [&](const SpanFigures& other) {
        const auto events = events_of(other);
        const auto begin = std::find(events.begin(), events.end(), from);
        const auto end = std::find(begin, events.end(), to);
        return other.name != of.name && end != events.end() && end - begin > 1;
    });
}

/// What is known of a journey when a hop is reached.
struct Before {
    bool cause = false;               ///< something has moved of itself
    std::set<std::string_view> nodes; ///< whose software did
};

class Journeys {
public:
    explicit Journeys(Comparison& comparison) : comparison_(comparison) {
        for (Part& part : comparison.parts) {
            parts_[{part.span, part.hop.value_or("")}] = &part;
        }
    }

    void judge_all() {
        const std::vector<SpanFigures>& spans = comparison_.a.spans;
        for (std::size_t i = 0; i < spans.size(); ++i) {
            judge(spans[i], spans[i].hops.empty() ? Before{} : before(i));
        }
    }

private:
    /// What the journeys that end where this one starts leave behind.
    Before before(std::size_t index) const {
        const std::vector<SpanFigures>& spans = comparison_.a.spans;
        Before all;
        for (std::size_t i = 0; i < index && !spans[index].start.empty(); ++i) {
            const auto left = left_behind_.find(spans[i].name);
            if (!spans[i].hops.empty() && spans[i].hops.back().event == spans[index].start &&
                left != left_behind_.end()) {
                all.cause = all.cause || left->second.cause;
                all.nodes.insert(left->second.nodes.begin(), left->second.nodes.end());
            }
        }
        return all;
    }

    void judge(const SpanFigures& span, Before before) {
        std::string_view from = span.start;
        for (const HopFigures& hop : span.hops) {
            const auto part = parts_.find({span.name, hop.name});
            if (part != parts_.end()) {
                part->second->role = judge(span, from, hop, *part->second, before);
            }
            from = hop.event;
        }
        left_behind_[span.name] = std::move(before);
    }

    Role judge(const SpanFigures& span, std::string_view from, const HopFigures& hop,
               const Part& part, Before& before) const {
        if (is_cut_by_another(comparison_.a.spans, span, from, hop.event)) {
            return Role::sum;
        }
        const Change* median = part.find("p50");
        if (!median || (comparison_.reproducible && !median->real)) {
            return Role::some_journeys;
        }
        const EventName end(hop.event);
        const bool hardware = is_hardware(EventName(from), end);
        const bool independent = part.as_a_whole && (hardware || before.nodes.count(end.node) != 0);
        if (before.cause && !independent) {
            return Role::consequence;
        }
        before.cause = true;
        if (!hardware) {
            before.nodes.insert(end.node);
        }
        return Role::cause;
    }

    Comparison& comparison_;
    std::map<std::pair<std::string, std::string>, Part*> parts_;
    std::map<std::string, Before> left_behind_; ///< by span
};

} // namespace

void find_causes(Comparison& comparison) {
    Journeys(comparison).judge_all();
}

} // namespace ampsim::compare

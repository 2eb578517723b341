// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/span.h"

#include "sim/error.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <optional>
#include <unordered_map>

namespace ampsim::measure {

namespace {

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

/// What a definition asks of an event: is it the start, and which points can it be?
struct Role {
    bool start = false;
    std::vector<std::size_t> points; ///< ascending
};

/// Finds the role of each event with one hash look-up instead of composing its name.
class Roles {
public:
    Roles(const SpanDefinition& definition, const Trace& trace) : trace_(trace) {
        by_name_[definition.start].start = true;
        for (std::size_t point = 0; point < definition.points.size(); ++point) {
            by_name_[definition.points[point].event].points.push_back(point);
        }
    }

    /// nullptr when the definition does not name the event.
    const Role* of(const Event& event) {
        const auto [slot, is_new] = by_key_.try_emplace(Key{event}, nullptr);
        if (is_new) {
            const auto known = by_name_.find(trace_.event_name(event));
            slot->second = known == by_name_.end() ? nullptr : &known->second;
        }
        return slot->second;
    }

private:
    struct Key {
        explicit Key(const Event& event)
            : names(std::uint64_t{event.source} << 32 | event.what),
              kind(static_cast<unsigned>(event.kind) << 1 |
                   (event.kind == EventKind::wire && event.value != 0 ? 1U : 0U)) {}
        std::uint64_t names;
        unsigned kind;
        bool operator==(const Key& other) const {
            return names == other.names && kind == other.kind;
        }
    };
    struct Hash {
        std::size_t operator()(const Key& key) const {
            return std::hash<std::uint64_t>{}((key.names * 31 + key.kind) * 0x9e3779b97f4a7c15U);
        }
    };

    const Trace& trace_;
    std::map<std::string, Role> by_name_;
    std::unordered_map<Key, const Role*, Hash> by_key_; // looked up only, never iterated
};

struct Candidate {
    const Event* event;
    const Role* role;
};

/// Events at one instant on different tracks have no order of cause and effect: each may come
/// first.
bool may_follow(const Event& event, const Event& before) {
    return before.time < event.time ||
           (before.time == event.time &&
            (before.track != event.track || before.sequence < event.sequence));
}

/// Finds the journey of one span: of all chains start <= point < point ... <= last point the one
/// that passes the most points, and among those the one that is complete first.
class Journey {
public:
    Journey(const Event& start, std::size_t points) : best_(points, none) {
        steps_.push_back({&start, 0, 0, none});
    }

    /// Offers all events of one instant, in the order of the trace; instants in order of time.
    void instant(const Candidate* begin, const Candidate* end) {
        // In the order of points, so that events of one instant can be passed in that order.
        for (std::size_t point = 0; point < best_.size(); ++point) {
            for (const Candidate* candidate = begin; candidate != end; ++candidate) {
                const std::vector<std::size_t>& roles = candidate->role->points;
                if (std::binary_search(roles.begin(), roles.end(), point)) {
                    pass(point, *candidate->event);
                }
            }
        }
    }

    /// When each point was passed; nothing when the last one was not.
    std::optional<std::vector<VirtualTime>> passed() const {
        if (best_.back() == none) {
            return std::nullopt;
        }
        std::vector<VirtualTime> times(best_.size(), never);
        for (std::size_t step = best_.back(); step != 0; step = steps_[step].before) {
            times[steps_[step].point] = steps_[step].event->time;
        }
        return times;
    }

private:
    struct Step {
        const Event* event;
        std::size_t point;
        std::size_t length; ///< points passed so far, this one included
        std::size_t before; ///< step before; step 0 is the start
    };

    void pass(std::size_t point, const Event& event) {
        std::size_t before = none;
        const auto consider = [&](std::size_t step) {
            if (step != none && may_follow(event, *steps_[step].event) &&
                (before == none || steps_[step].length > steps_[before].length)) {
                before = step;
            }
        };
        consider(0);
        for (std::size_t earlier = 0; earlier < point; ++earlier) {
            consider(best_[earlier]);
        }
        if (before == none) {
            return;
        }
        const std::size_t length = steps_[before].length + 1;
        if (best_[point] == none || length > steps_[best_[point]].length) {
            best_[point] = steps_.size();
            steps_.push_back({&event, point, length, before});
        }
    }

    std::vector<Step> steps_;
    std::vector<std::size_t> best_; ///< per point: the step that ends the longest chain there
};

} // namespace

std::vector<VirtualTime> Span::hops() const {
    std::vector<VirtualTime> durations;
    durations.reserve(passed.size());
    VirtualTime from = begin;
    for (const VirtualTime time : passed) {
        durations.push_back(time == never || from == never ? never : time - from);
        from = time;
    }
    return durations;
}

VirtualTime Span::unattributed() const {
    VirtualTime rest = whole();
    for (const VirtualTime hop : hops()) {
        rest -= hop == never ? VirtualTime{} : hop;
    }
    return rest;
}

SpanSet match(const SpanDefinition& definition, Trace& trace) {
    if (definition.points.empty()) {
        throw InputError("span '" + definition.name +
                         "' has no points: it needs at least the one that closes it");
    }
    const std::vector<Event>& events = trace.sorted();
    Roles roles(definition, trace);
    std::vector<Candidate> candidates; // the events that the definition names
    std::vector<std::size_t> starts;   // positions in it
    for (const Event& event : events) {
        if (const Role* role = roles.of(event)) {
            if (role->start) {
                starts.push_back(candidates.size());
            }
            candidates.push_back({&event, role});
        }
    }

    SpanSet set{definition, {}, 0};
    const auto instant_end = [&](std::size_t from) {
        const VirtualTime time = candidates[from].event->time;
        while (from < candidates.size() && candidates[from].event->time == time) {
            ++from;
        }
        return from;
    };
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const Event& start = *candidates[starts[i]].event;
        std::size_t from =
            starts[i]; // its instant, whole, up to and with the instant of the next start
        while (from > 0 && candidates[from - 1].event->time == start.time) {
            --from;
        }
        const VirtualTime last =
            i + 1 < starts.size() ? candidates[starts[i + 1]].event->time : never;
        Journey journey(start, definition.points.size());
        while (from < candidates.size() && candidates[from].event->time <= last) {
            const std::size_t to = instant_end(from);
            journey.instant(candidates.data() + from, candidates.data() + to);
            from = to;
        }
        if (auto passed = journey.passed()) {
            set.spans.push_back({start.time, std::move(*passed)});
        } else {
            ++set.lost;
        }
    }
    return set;
}

std::uint64_t mark_touched(SpanSet& set, std::vector<time::Late> late) {
    std::sort(late.begin(), late.end(),
              [](const time::Late& a, const time::Late& b) { return a.due < b.due; });
    // Of all that were due up to here, when the last one was taken.
    for (std::size_t i = 1; i < late.size(); ++i) {
        late[i].taken = std::max(late[i].taken, late[i - 1].taken);
    }
    set.touched = 0;
    for (Span& span : set.spans) {
        const auto after = std::upper_bound(
            late.begin(), late.end(), span.end(),
            [](VirtualTime end, const time::Late& each) { return end < each.due; });
        span.touched = after != late.begin() && std::prev(after)->taken >= span.begin;
        set.touched += span.touched ? 1 : 0;
    }
    return set.touched;
}

} // namespace ampsim::measure

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/compare/comparison.h"

#include "sim/compare/cause.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>

namespace ampsim::compare {

std::optional<std::int64_t> Change::difference() const {
    return a && b ? std::optional(*b - *a) : std::nullopt;
}

std::optional<double> Change::share() const {
    return a && b && *a != 0 ? std::optional((static_cast<double>(*b) - static_cast<double>(*a)) /
                                             static_cast<double>(*a))
                             : std::nullopt;
}

const Change* Part::find(std::string_view statistic) const {
    const auto found = std::find_if(changes.begin(), changes.end(), [&](const Change& change) {
        return change.statistic == statistic;
    });
    return found == changes.end() ? nullptr : &*found;
}

bool Part::beyond() const {
    return std::any_of(changes.begin(), changes.end(),
                       [](const Change& change) { return change.beyond; });
}

bool Part::real() const {
    return std::any_of(changes.begin(), changes.end(),
                       [](const Change& change) { return change.real; });
}

bool Comparison::beyond() const {
    return lacks_something ||
           std::any_of(parts.begin(), parts.end(),
                       [](const Part& part) { return part.beyond(); }) ||
           std::any_of(counters.begin(), counters.end(),
                       [](const CounterChange& change) { return change.beyond; });
}

namespace {

template <typename Named>
const Named* find_named(const std::vector<Named>& among, const std::string& name) {
    const auto found = std::find_if(among.begin(), among.end(),
                                    [&](const Named& one) { return one.name == name; });
    return found == among.end() ? nullptr : &*found;
}

/// Every duration moved by the same amount, and no journey came or went.
bool moved_as_a_whole(const Statistics& a, const Statistics& b) {
    if (a.count != b.count || a.count == 0) {
        return false;
    }
    const auto by = [&](std::size_t i) {
        return *b.durations[i] - *a.durations[i];
    };
    for (std::size_t i = 0; i < statistic_names.size(); ++i) {
        if (!a.durations[i] || !b.durations[i] || by(i) != by(0)) {
            return false;
        }
    }
    return by(0) != 0;
}

class Comparer {
public:
    explicit Comparer(Comparison& comparison) : comparison_(comparison) {}

    void spans() {
        for (const SpanFigures& a : comparison_.a.spans) {
            const SpanFigures* b = find_named(comparison_.b.spans, a.name);
            if (!b) {
                comparison_.only_in_a.push_back("span " + a.name);
                comparison_.lacks_something = true;
                continue;
            }
            // What is late somewhere is late once for each hop, at most.
            const auto crossings =
                static_cast<std::int64_t>(std::max(a.hops.size(), b->hops.size()));
            Part whole = part(a.name, {}, a.statistics, b->statistics, crossings);
            number(whole, "lost", a.lost, b->lost);
            keep(std::move(whole));
            hops(a, *b);
        }
        for (const SpanFigures& b : comparison_.b.spans) {
            if (!find_named(comparison_.a.spans, b.name)) {
                comparison_.only_in_b.push_back("span " + b.name);
            }
        }
    }

    void counters() {
        const bool guarded = comparison_.a.is_baseline;
        for (const auto& [name, a] : comparison_.a.counters) {
            const auto b = comparison_.b.counters.find(name);
            if (b == comparison_.b.counters.end()) {
                comparison_.only_in_a.push_back("counter " + name);
                comparison_.lacks_something = comparison_.lacks_something || guarded;
            } else if (b->second == a) {
                ++comparison_.same;
            } else {
                const bool allowed = comparison_.tolerance.allows(
                    static_cast<std::int64_t>(a), static_cast<std::int64_t>(b->second), false);
                comparison_.counters.push_back({name, a, b->second, guarded && !allowed});
            }
        }
        for (const auto& [name, b] : comparison_.b.counters) {
            if (!guarded && comparison_.a.counters.count(name) == 0) {
                comparison_.only_in_b.push_back("counter " + name);
            }
        }
    }

    void inputs() {
        const Inputs& a = comparison_.a.inputs;
        const Inputs& b = comparison_.b.inputs;
        comparison_.inputs_known = !a.empty() && !b.empty();
        if (!comparison_.inputs_known) {
            return;
        }
        std::set<std::pair<std::string, std::string>> names;
        for (const Inputs* inputs : {&a, &b}) {
            for (const auto& [name, value] : *inputs) {
                names.insert(name);
            }
        }
        const auto value_in = [](const Inputs& inputs, const auto& name) {
            const auto found = inputs.find(name);
            return found == inputs.end() ? std::nullopt : std::optional(found->second);
        };
        for (const auto& name : names) {
            const auto in_a = value_in(a, name);
            const auto in_b = value_in(b, name);
            if (in_a != in_b) {
                comparison_.inputs.push_back({name.first, name.second, in_a, in_b});
            }
        }
    }

private:
    void hops(const SpanFigures& a, const SpanFigures& b) {
        const auto full_name = [&](const HopFigures& hop) {
            return fmt::format("hop {} [{}]", a.name, hop.name);
        };
        for (const HopFigures& hop : a.hops) {
            if (const HopFigures* other = find_named(b.hops, hop.name)) {
                keep(part(a.name, hop.name, hop.statistics, other->statistics, 1));
            } else {
                comparison_.only_in_a.push_back(full_name(hop));
                comparison_.lacks_something = true;
            }
        }
        for (const HopFigures& hop : b.hops) {
            if (!find_named(a.hops, hop.name)) {
                comparison_.only_in_b.push_back(full_name(hop));
            }
        }
    }

    Part part(const std::string& span, const std::optional<std::string>& hop, const Statistics& a,
              const Statistics& b, std::int64_t crossings) {
        Part part{span, hop, Role::sum, moved_as_a_whole(a, b), {}};
        number(part, "count", a.count, b.count);
        for (std::size_t i = 0; i < statistic_names.size(); ++i) {
            if (a.durations[i] == b.durations[i]) {
                ++comparison_.same;
                continue;
            }
            Change change{
                std::string(statistic_names[i]), true, a.durations[i], b.durations[i], true, false};
            const auto difference = change.difference();
            change.real =
                comparison_.reproducible && (!difference || is_more_than(*difference, crossings));
            // Of what the host had a hand in it is not known what is real: the tolerance alone
            // decides.
            change.beyond = (change.real || !comparison_.reproducible) &&
                            !comparison_.tolerance.allows(change.a, change.b, true);
            part.changes.push_back(std::move(change));
        }
        return part;
    }

    /// Than what being late at each crossing may amount to.
    bool is_more_than(std::int64_t difference, std::int64_t crossings) const {
        return static_cast<double>(std::abs(difference)) >
               static_cast<double>(crossings) * static_cast<double>(comparison_.uncertainty_ns);
    }

    void number(Part& part, const char* name, std::uint64_t a, std::uint64_t b) {
        if (a == b) {
            ++comparison_.same;
            return;
        }
        Change change{name,
                      false,
                      static_cast<std::int64_t>(a),
                      static_cast<std::int64_t>(b),
                      comparison_.reproducible,
                      false};
        change.beyond = !comparison_.tolerance.allows(change.a, change.b, false);
        part.changes.push_back(std::move(change));
    }

    void keep(Part part) {
        if (!part.changes.empty()) {
            comparison_.parts.push_back(std::move(part));
        }
    }

    Comparison& comparison_;
};

} // namespace

Comparison compare(Figures a, Figures b, const Tolerance& tolerance) {
    Comparison comparison;
    constexpr std::int64_t most = INT64_MAX / 2; // the sum is one of 64 bits
    comparison.uncertainty_ns = std::min(a.late_ns, most) + std::min(b.late_ns, most);
    comparison.reproducible = a.not_reproducible.empty() && b.not_reproducible.empty();
    comparison.lacks_something = !b.failure.empty() && a.failure.empty();
    comparison.a = std::move(a);
    comparison.b = std::move(b);
    comparison.tolerance = tolerance;
    Comparer comparer(comparison);
    comparer.spans();
    comparer.counters();
    comparer.inputs();
    find_causes(comparison);
    return comparison;
}

} // namespace ampsim::compare

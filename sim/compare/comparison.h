// SPDX-License-Identifier: BSD-3-Clause
//
// Two runs, figure by figure: what moved, whether it is real, what moved of itself and what only
// came of that, and which inputs differ.
#pragma once

#include "sim/compare/figures.h"
#include "sim/compare/tolerance.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ampsim::compare {

/// One figure that is not the same.
struct Change {
    std::string statistic; ///< "p50", "count", "lost"
    bool is_duration = true;
    std::optional<std::int64_t> a; ///< ns, or a number. Nothing: it was never measured
    std::optional<std::int64_t> b;
    bool real = true;    ///< more than the uncertainty of the runs
    bool beyond = false; ///< real, and more than the tolerance

    std::optional<std::int64_t> difference() const;
    std::optional<double> share() const; ///< 0.1 is 10 % more; nothing when `a` is 0 or not there
};

/// How a span or a hop moved; sim/compare/cause.h has the rules.
enum class Role {
    cause,         ///< moved of itself
    consequence,   ///< moved behind a cause: the message comes at another moment
    some_journeys, ///< the median is the same
    sum            ///< a whole span, or a hop that another span cuts into its parts
};

/// A span (no hop) or a hop of which some figure is not the same.
struct Part {
    std::string span;
    std::optional<std::string> hop;
    Role role = Role::sum;
    bool as_a_whole = false; ///< every duration moved by the same amount: all journeys did
    std::vector<Change> changes;

    const Change* find(std::string_view statistic) const;
    bool beyond() const;
    bool real() const;
};

struct CounterChange {
    std::string name;
    std::uint64_t a = 0;
    std::uint64_t b = 0;
    bool beyond = false;
};

struct InputChange {
    std::string kind; ///< as in Inputs
    std::string name;
    std::optional<std::string> a; ///< nothing: not an input of that run
    std::optional<std::string> b;
};

struct Comparison {
    Figures a;
    Figures b;
    Tolerance tolerance;
    /// Of one duration, when what is done to a node may take effect late; both runs' together.
    std::int64_t uncertainty_ns = 0;
    bool reproducible = true; ///< nothing of the host came into either run
    std::size_t same = 0;     ///< figures that are equal
    std::vector<Part> parts;  ///< what moved: spans in order of `a`, each before its hops
    std::vector<CounterChange> counters;
    std::vector<std::string> only_in_a; ///< "span rpmsg.rtt", "hop rpmsg.rtt [kick]", "counter x"
    std::vector<std::string> only_in_b;
    bool lacks_something = false; ///< `b` has not every span and hop of `a`, or failed
    bool inputs_known = false;    ///< of both
    std::vector<InputChange> inputs;

    bool exact() const { return uncertainty_ns == 0 && reproducible; }
    bool beyond() const; ///< anything is: exit status 1
};

/// `b` against `a`. Counters are held against the tolerance only if `a` is a baseline, which has
/// those that somebody asked for; of runs they are reported.
Comparison compare(Figures a, Figures b, const Tolerance& tolerance);

} // namespace ampsim::compare

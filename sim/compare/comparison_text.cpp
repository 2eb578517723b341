// SPDX-License-Identifier: BSD-3-Clause
#include "sim/compare/comparison_files.h"

#include "sim/compare/text_table.h"
#include "sim/measure/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

namespace ampsim::compare {

namespace {

constexpr std::size_t hash_digits = 12;
constexpr std::size_t most_names = 3; ///< in the sentence

std::string value_text(const Change& change, const std::optional<std::int64_t>& value) {
    if (!value) {
        return "none";
    }
    return change.is_duration ? measure::exact_duration(VirtualTime{*value})
                              : fmt::format("{}", *value);
}

std::string difference_text(const Change& change) {
    const auto difference = change.difference();
    if (!difference) {
        return "";
    }
    return (*difference > 0 ? "+" : "") + value_text(change, difference);
}

std::string share_text(const Change& change) {
    const auto share = change.share();
    return share ? fmt::format("{:+.1f} %", *share * 100) : "";
}

class Text {
public:
    Text(const Comparison& comparison, const TextStyle& style)
        : comparison_(comparison), style_(style) {}

    std::string all() {
        sides();
        inputs();
        parts("moved of itself", Role::cause);
        parts("whole spans", Role::sum);
        rest();
        missing();
        counters();
        certainty();
        verdict();
        return std::move(text_);
    }

private:
    void sides() {
        TextTable table;
        for (const auto& [name, side] :
             {std::pair<const char*, const Figures&>{"A", comparison_.a}, {"B", comparison_.b}}) {
            table.row({name, side.path,
                       side.is_baseline ? "baseline of " + side.scenario : side.scenario,
                       "trace " + side.trace_sha256.substr(0, hash_digits)});
        }
        text_ += table.text();
    }

    void heading(const std::string& words) { text_ += "\n" + words + "\n"; }

    void inputs() {
        if (!comparison_.inputs_known) {
            heading("what was changed is not known: there is no manifest of both");
            return;
        }
        if (comparison_.inputs.empty()) {
            return;
        }
        heading("what was changed");
        TextTable table;
        const auto shown = [](const InputChange& change, const std::optional<std::string>& value) {
            if (!value) {
                return std::string(change.kind == "file" ? "(not there)" : "(not set)");
            }
            return change.kind == "file" ? value->substr(0, hash_digits) : *value;
        };
        for (const InputChange& change : comparison_.inputs) {
            table.row(
                {change.kind, change.name, shown(change, change.a), "→", shown(change, change.b)});
        }
        text_ += table.text();
    }

    std::string mark(const Change& change) const {
        if (!change.beyond) {
            return change.real ? "·" : "~";
        }
        return "✗";
    }

    /// The rows of a part: those figures that say most, or with --verbose all.
    void rows(TextTable& table, const Part& part) const {
        const auto wanted = [&](const Change& change) {
            const bool told = change.statistic == "p50" || change.statistic == "p99" ||
                              change.statistic == "max" || !change.is_duration;
            return style_.verbose ||
                   (part.as_a_whole ? change.statistic == "p50" || !change.is_duration : told);
        };
        bool first = true;
        for (const Change& change : part.changes) {
            const bool only_others = std::none_of(part.changes.begin(), part.changes.end(), wanted);
            if (!wanted(change) && !only_others) {
                continue;
            }
            table.row({mark(change), first ? part.span : "", first ? part.hop.value_or("") : "",
                       change.statistic, value_text(change, change.a), "→",
                       value_text(change, change.b), difference_text(change), share_text(change),
                       first && part.as_a_whole ? "every figure alike" : ""});
            first = false;
        }
    }

    void parts(const std::string& title, Role role) {
        TextTable table;
        for (const Part& part : comparison_.parts) {
            // A hop that is a sum is told by the span that cuts it.
            const bool told_by_parts = role == Role::sum && part.hop && !style_.verbose;
            if (part.role == role && !told_by_parts) {
                rows(table, part);
            }
        }
        if (!table.empty()) {
            heading(title);
            text_ += table.text({4, 6, 7, 8});
        }
    }

    std::size_t count(Role role) const {
        return static_cast<std::size_t>(
            std::count_if(comparison_.parts.begin(), comparison_.parts.end(),
                          [&](const Part& part) { return part.role == role; }));
    }

    void rest() {
        const std::size_t consequences = count(Role::consequence);
        const std::size_t some = count(Role::some_journeys);
        if (style_.verbose) {
            parts("moved behind it: the message comes at another moment", Role::consequence);
            parts("in some journeys only, the median is the same", Role::some_journeys);
            return;
        }
        if (consequences + some == 0) {
            return;
        }
        text_ += "\n";
        if (consequences > 0) {
            text_ += fmt::format("  {} {} behind moved since the message comes at another moment\n",
                                 consequences, consequences == 1 ? "hop" : "hops");
        }
        if (some > 0) {
            text_ += fmt::format("  {} {} moved in some journeys only, the median is the same\n",
                                 some, some == 1 ? "hop" : "hops");
        }
        text_ += "  --verbose names them\n";
    }

    void missing() {
        for (const auto& [side, names] :
             {std::pair{"A", &comparison_.only_in_a}, {"B", &comparison_.only_in_b}}) {
            for (const std::string& name : *names) {
                text_ += fmt::format("  only in {}: {}\n", side, name);
            }
        }
        if (!comparison_.b.failure.empty()) {
            text_ += "  B ended early: " + comparison_.b.failure + "\n";
        }
        if (!comparison_.a.failure.empty()) {
            text_ += "  A ended early: " + comparison_.a.failure + "\n";
        }
    }

    void counters() {
        TextTable table;
        for (const CounterChange& change : comparison_.counters) {
            if (style_.verbose || change.beyond) {
                table.row({change.beyond ? "✗" : "·", change.name, fmt::format("{}", change.a), "→",
                           fmt::format("{}", change.b)});
            }
        }
        if (!table.empty()) {
            heading("counters");
            text_ += table.text({2, 4});
        } else if (!comparison_.counters.empty()) {
            text_ += fmt::format("  {} counters changed; --verbose names them\n",
                                 comparison_.counters.size());
        }
    }

    void certainty() {
        if (!comparison_.reproducible) {
            for (const Figures* side : {&comparison_.a, &comparison_.b}) {
                for (const auto& [device, what] : side->not_reproducible) {
                    text_ += fmt::format("\n  not reproducible: {} of {} brought in the host's "
                                         "time; what of the differences (~) is real is not known\n",
                                         what, device);
                }
            }
        } else if (comparison_.uncertainty_ns != 0) {
            text_ +=
                fmt::format("\n  uncertainty: what is done to a node takes effect up to {} late "
                            "in both runs together; a hop that moved by no more (~) need not "
                            "have, a span by no more than that for each of its hops\n",
                            measure::exact_duration(VirtualTime{comparison_.uncertainty_ns}));
        }
    }

    void verdict() {
        const auto painted = [&](const char* colour, const std::string& words) {
            return style_.colour ? fmt::format("\x1b[{}m{}\x1b[0m", colour, words) : words;
        };
        const bool beyond = comparison_.beyond();
        text_ +=
            "\n" + painted(beyond ? "31" : "32", beyond ? "✗ " : "✓ ") + answer(comparison_) + "\n";
    }

    const Comparison& comparison_;
    TextStyle style_;
    std::string text_;
};

/// "rpmsg.linux_to_rtos [interrupt line] +500 ns".
std::string cause_text(const Part& part) {
    const Change* median = part.find("p50");
    return fmt::format("{} [{}]{}{}", part.span, part.hop.value_or(""), median ? " " : "",
                       median ? difference_text(*median) : "");
}

} // namespace

std::string answer(const Comparison& comparison) {
    const std::string within =
        comparison.tolerance.text() == "0" ? "" : ", tolerance " + comparison.tolerance.text();
    const bool nothing_moved =
        comparison.parts.empty() && comparison.only_in_a.empty() && comparison.only_in_b.empty();
    if (nothing_moved && !comparison.lacks_something && !comparison.beyond()) {
        const bool to_the_bit = comparison.a.trace_sha256 == comparison.b.trace_sha256;
        return fmt::format("no difference: {} figures are equal{}", comparison.same,
                           to_the_bit ? ", and so are the traces, event for event" : "");
    }
    std::vector<std::string> causes;
    for (const Part& part : comparison.parts) {
        if (part.role == Role::cause) {
            causes.push_back(cause_text(part));
        }
    }
    std::string what;
    if (causes.empty()) {
        what = "no hop moved of itself";
    } else {
        const std::size_t more = causes.size() > most_names ? causes.size() - most_names : 0;
        causes.resize(std::min(causes.size(), most_names));
        what = fmt::format("moved of itself: {}{}", fmt::join(causes, ", "),
                           more == 0 ? "" : fmt::format(" and {} more", more));
    }
    if (!comparison.b.failure.empty()) {
        what = "B ended early: " + comparison.b.failure + "; " + what;
    }
    std::size_t beyond = 0;
    for (const Part& part : comparison.parts) {
        beyond += static_cast<std::size_t>(
            std::count_if(part.changes.begin(), part.changes.end(),
                          [](const Change& change) { return change.beyond; }));
    }
    return comparison.beyond()
               ? fmt::format("{} ({} figures differ{})", what, beyond, within)
               : fmt::format("no difference beyond the tolerance{}; {}", within, what);
}

std::string to_text(const Comparison& comparison, const TextStyle& style) {
    return Text(comparison, style).all();
}

} // namespace ampsim::compare

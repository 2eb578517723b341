// SPDX-License-Identifier: BSD-3-Clause
#include "sim/report/answer.h"

#include "sim/measure/units.h"
#include "sim/report/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace ampsim::report {

namespace {

std::string duration(std::int64_t nanoseconds) {
    return measure::human_duration(VirtualTime{nanoseconds});
}

/// "rpmsg.rtt takes 39.5 µs at the median and 40.2 µs at p99 (1,000 times)".
std::string how_long(const Value& span) {
    const std::int64_t count = span["count"].integer();
    const std::string& name = span["name"].text();
    if (count <= 0) {
        return fmt::format("{} was not completed once", name);
    }
    const auto times = static_cast<std::uint64_t>(count);
    const std::int64_t least = span["min_ns"].integer();
    const std::int64_t largest = span["max_ns"].integer();
    if (least == largest) {
        return fmt::format(
            "{} takes {}{}", name, duration(least),
            count == 1 ? " (once)" : fmt::format(" each time ({} times)", measure::grouped(times)));
    }
    return fmt::format("{} takes {} at the median and {} at p99 ({} times)", name,
                       duration(span["p50_ns"].integer()), duration(span["p99_ns"].integer()),
                       measure::grouped(times));
}

/// The events that a span passes, its start ("" when the file does not say) first.
std::vector<std::string> events_of(const Value& span) {
    const std::optional<Value> start = span.find("start");
    std::vector<std::string> events{start ? start->text() : ""};
    for (const Value& hop : span["hops"].list()) {
        events.push_back(hop["event"].text());
    }
    return events;
}

struct Hop {
    std::string name;
    std::string span;
    std::int64_t total = 0;
    double share = 0; ///< of the span
};

/// Of all hops the one that takes most; not one that is a whole span, or that another span cuts
/// into its parts: these say more.
Hop largest_hop(const std::vector<Value>& spans) {
    std::vector<std::vector<std::string>> events;
    events.reserve(spans.size());
    for (const Value& span : spans) {
        events.push_back(events_of(span));
    }
    const auto is_cut = [&](std::size_t by, const std::string& from, const std::string& to) {
        const auto begin = std::find(events[by].begin(), events[by].end(), from);
        const auto end = std::find(begin, events[by].end(), to);
        return !from.empty() && end != events[by].end() && end - begin > 1;
    };
    Hop largest;
    for (std::size_t i = 0; i < spans.size(); ++i) {
        const std::vector<Value> hops = spans[i]["hops"].list();
        for (std::size_t hop = 0; hop < hops.size() && hops.size() > 1; ++hop) {
            bool says_most = true;
            for (std::size_t other = 0; other < spans.size(); ++other) {
                says_most =
                    says_most && (other == i || !is_cut(other, events[i][hop], events[i][hop + 1]));
            }
            if (const std::int64_t total = hops[hop]["total_ns"].integer();
                says_most && total > largest.total) {
                largest = {hops[hop]["name"].text(), spans[i]["name"].text(), total,
                           hops[hop]["share"].number()};
            }
        }
    }
    return largest;
}

/// "rpmsg.rtt.p99 < 30 us does not hold (40.2 us)", or nothing.
std::string what_fails(const Value& result) {
    std::vector<Value> failed;
    for (const Value& expectation : result["expectations"].list()) {
        if (!expectation["ok"].boolean()) {
            failed.push_back(expectation);
        }
    }
    if (failed.empty()) {
        return "";
    }
    const std::string first =
        fmt::format("{} does not hold (it is {})", failed.front()["expr"].text(),
                    failed.front()["value"].text());
    return failed.size() == 1
               ? first
               : fmt::format("{}, nor {}", first,
                             failed.size() == 2 ? "does another expectation"
                                                : fmt::format("do {} others", failed.size() - 1));
}

} // namespace

std::string answer_of_run(const Value& result) {
    std::vector<std::string> parts;
    if (const std::optional<Value> failure = result.find("failure")) {
        const std::string& text = failure->text();
        parts.push_back(fmt::format("The run ended early, after {}: {}",
                                    duration(result["time"]["simulated_ns"].integer()),
                                    text.substr(0, text.find('\n'))));
    }
    if (const std::string fails = what_fails(result); !fails.empty()) {
        parts.push_back(fails);
    }
    const std::vector<Value> spans = result["spans"].list();
    if (spans.empty()) {
        parts.push_back(fmt::format("{} of virtual time, in which no span was measured",
                                    duration(result["time"]["simulated_ns"].integer())));
    } else {
        const auto completed = std::find_if(spans.begin(), spans.end(), [](const Value& span) {
            return span["count"].integer() > 0;
        });
        parts.push_back(how_long(completed == spans.end() ? spans.front() : *completed));
        if (const Hop largest = largest_hop(spans); !largest.name.empty()) {
            parts.push_back(fmt::format("{} of {} is \"{}\"", share_in_words(largest.share),
                                        largest.span, largest.name));
        }
    }
    return fmt::format("{}.", fmt::join(parts, "; "));
}

} // namespace ampsim::report

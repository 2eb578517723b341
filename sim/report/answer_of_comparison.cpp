// SPDX-License-Identifier: BSD-3-Clause
#include "sim/report/answer.h"

#include "sim/report/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace ampsim::report {

namespace {

std::string name_of(const Value& moved) {
    const std::optional<Value> hop = moved.find("hop");
    return hop ? fmt::format("\"{}\" of {}", hop->text(), moved["span"].text())
               : moved["span"].text();
}

/// "rpmsg.rtt's p50 goes from 39.5 µs to 40.5 µs (+1.00 µs, +2.5 %)".
std::string how_far(const Value& moved) {
    const std::optional<Value> a = moved.find("a_ns");
    const std::optional<Value> b = moved.find("b_ns");
    const std::string what = fmt::format("{} of {}", moved["statistic"].text(), name_of(moved));
    if (!a || !b) {
        return fmt::format("{} was measured in one of the two only", what);
    }
    const std::optional<Value> share = moved.find("change");
    return fmt::format("{} goes from {} to {} ({}{})", what, figure_text(a->number(), "ns"),
                       figure_text(b->number(), "ns"),
                       change_text(moved["change_ns"].number(), "ns"),
                       share ? ", " + change_in_percent(share->number()) : "");
}

/// The median tells most; else whatever moved first.
const Value* median_of(const std::vector<Value>& moved, bool causes) {
    const Value* chosen = nullptr;
    for (const Value& each : moved) {
        const std::optional<Value> cause = each.find("cause");
        if (causes ? !cause || !cause->boolean() : each.find("hop").has_value()) {
            continue;
        }
        if (chosen == nullptr ||
            (each["statistic"].text() == "p50" && (*chosen)["statistic"].text() != "p50")) {
            chosen = &each;
        }
    }
    return chosen;
}

} // namespace

std::string answer_of_comparison(const Value& comparison) {
    if (const std::optional<Value> answer = comparison.find("answer")) {
        return answer->text();
    }
    const std::vector<Value> moved = comparison["moved"].list();
    const auto same = comparison["same"].integer();
    if (moved.empty()) {
        return fmt::format(
            "No difference: all {} are equal{}.",
            counted(static_cast<std::uint64_t>(std::max<std::int64_t>(same, 0)), "figure"),
            comparison["exact"].boolean() ? ", to the nanosecond" : "");
    }
    std::vector<std::string> parts;
    if (const Value* cause = median_of(moved, true)) {
        parts.push_back(how_far(*cause) + ", of itself");
    }
    if (const Value* whole = median_of(moved, false)) {
        parts.push_back(how_far(*whole));
    }
    if (parts.empty()) {
        parts.push_back(how_far(moved.front()));
    }
    return fmt::format("{}.", fmt::join(parts, "; "));
}

} // namespace ampsim::report

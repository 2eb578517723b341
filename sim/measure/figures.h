// SPDX-License-Identifier: BSD-3-Clause
//
// Every number that a run found, by the name that expressions call it: of a run that has just
// ended, or of the result.json that it left.
#pragma once

#include "sim/measure/result.h"

#include <nlohmann/json_fwd.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ampsim::measure {

struct Figure {
    double number = 0;        ///< in ns^dimension: whole up to 2^53 ns (104 days)
    int dimension = 0;        ///< a duration has 1, a count or a ratio 0
    std::string nothing = {}; ///< why there is none (a span that never happened); empty: there is
};

using Figures = std::map<std::string, Figure, std::less<>>; ///< "rpmsg.rtt.p50" -> 57316 ns

inline constexpr std::string_view counter_prefix = "counters.";

Figures figures_of(const Result& result);

/// Of a result.json. Throws InputError when it is none.
Figures figures_of(const nlohmann::json& result);

/// Evaluates an expectation against them, as evaluate() in result.h does.
Expectation evaluate(const std::string& expression, const Figures& figures);

/// Evaluates the left-hand side of an expectation, "rpmsg.rtt.p99 / rpmsg.rtt.p50". Throws
/// InputError that shows the place in the expression.
Figure evaluate_figure(const std::string& expression, const Figures& figures);

/// What can be known of a figure before a run: its names of spans and hops, and its dimension,
/// which is returned. What begins with "counters." or one of the platform's labels is taken for a
/// counter. Throws as evaluate_figure() does.
int check_figure(const std::string& expression, const std::vector<SpanDefinition>& spans,
                 const std::vector<std::string>& labels = {});

/// Every digit, with the unit: "57.316 us", "12"; why there is none.
std::string describe(const Figure& figure);

} // namespace ampsim::measure

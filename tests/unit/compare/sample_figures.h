// SPDX-License-Identifier: BSD-3-Clause
//
// Figures of a doorbell's way, there and back, which tests then change.
#pragma once

#include "sim/compare/comparison.h"

#include <algorithm>

namespace ampsim::compare {

/// Every journey took as long.
inline Statistics always(std::int64_t ns, std::uint64_t count = 100) {
    Statistics statistics;
    statistics.count = count;
    statistics.durations.fill(ns);
    return statistics;
}

/// Ninety-nine took `ns`, one took `longest`.
inline Statistics mostly(std::int64_t ns, std::int64_t longest) {
    Statistics statistics = always(ns);
    statistics.durations[1] = (99 * ns + longest) / 100;
    statistics.durations[5] = longest;
    statistics.durations[6] = longest;
    return statistics;
}

inline Figures sample_figures() {
    Figures figures;
    figures.path = "sample/result.json";
    figures.scenario = "sample";
    figures.platform = "board";
    figures.trace_sha256 = std::string(64, 'a');
    figures.spans = {{"ping.rtt",
                      "linux:send",
                      always(1000),
                      0,
                      {{"there", "rtos:got", always(400)}, {"back", "linux:got", always(600)}}},
                     {"ping.there",
                      "linux:send",
                      always(400),
                      0,
                      {{"driver", "write:linux:mu.a.TR0", always(150)},
                       {"bus", "arrival:linux:mu.a.TR0", always(60)},
                       {"line", "rise:mu.b", always(25)},
                       {"entry", "rtos:isr", always(65)},
                       {"wake-up", "rtos:got", always(100)}}},
                     {"ping.back",
                      "rtos:got",
                      always(600),
                      0,
                      {{"reply", "write:rtos:mu.b.TR0", always(200)},
                       {"line", "rise:mu.a", always(85)},
                       {"entry", "linux:isr", always(115)},
                       {"wake-up", "linux:got", mostly(200, 900)}}}};
    figures.counters = {{"mu.a.messages", 100}};
    return figures;
}

inline HopFigures& hop_of(Figures& figures, const std::string& span, const std::string& hop) {
    const auto named = [](const std::string& name) {
        return [&name](const auto& one) {
            return one.name == name;
        };
    };
    auto& hops = std::find_if(figures.spans.begin(), figures.spans.end(), named(span))->hops;
    return *std::find_if(hops.begin(), hops.end(), named(hop));
}

} // namespace ampsim::compare

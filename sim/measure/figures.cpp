// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/figures.h"

#include "sim/error.h"
#include "sim/measure/hops.h"
#include "sim/measure/units.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cmath>

namespace ampsim::measure {

namespace {

using nlohmann::json;

constexpr std::array<const char*, 7> statistics{"min", "mean", "p50", "p90", "p99", "p99_9", "max"};

std::string never_completed(const std::string& span) {
    return "none: '" + span + "' was never completed";
}

std::string never_seen(const std::string& hop, const std::string& span) {
    return "none: hop '" + hop + "' of '" + span + "' was never seen";
}

Figure duration(VirtualTime value) {
    return {static_cast<double>(value.count()), 1, {}};
}

void add(Figures& all, const std::string& name, const Distribution& of,
         const std::string& nothing) {
    all[name + ".count"] = {static_cast<double>(of.count), 0, {}};
    const std::array<VirtualTime, statistics.size()> values{of.min, of.mean,  of.p50, of.p90,
                                                            of.p99, of.p99_9, of.max};
    for (std::size_t i = 0; i < statistics.size(); ++i) {
        Figure& figure = all[fmt::format("{}.{}", name, statistics[i])];
        figure = duration(values[i]);
        figure.nothing = of.count == 0 ? nothing : "";
    }
}

/// The same of a span or hop in result.json.
void add(Figures& all, const std::string& name, const json& of, const std::string& nothing) {
    all[name + ".count"] = {of.at("count").get<double>(), 0, {}};
    for (const char* statistic : statistics) {
        const json& value = of.at(fmt::format("{}_ns", statistic));
        all[fmt::format("{}.{}", name, statistic)] =
            value.is_null() ? Figure{0, 1, nothing} : Figure{value.get<double>(), 1, {}};
    }
}

void add_span(Figures& all, const json& span) {
    const std::string name = span.at("name");
    add(all, name, span, never_completed(name));
    all[name + ".lost"] = {span.at("lost").get<double>(), 0, {}};
    all[name + ".unattributed"] = {span.at("unattributed_ns").get<double>(), 1, {}};
    for (const json& hop : span.at("hops")) {
        const std::string hop_name = hop.at("name");
        add(all, name + ".hop[" + hop_name + "]", hop, never_seen(hop_name, name));
    }
}

} // namespace

Figures figures_of(const Result& result) {
    Figures all;
    for (const SpanSet& set : result.spans) {
        const Breakdown breakdown = break_down(set);
        const std::string& span = set.definition.name;
        add(all, span, breakdown.whole, never_completed(span));
        all[span + ".lost"] = {static_cast<double>(set.lost), 0, {}};
        all[span + ".unattributed"] = duration(breakdown.unattributed.total);
        for (const Hop& hop : breakdown.hops) {
            add(all, span + ".hop[" + hop.name + "]", hop.durations, never_seen(hop.name, span));
        }
    }
    for (const auto& [name, count] : result.counters) {
        all[std::string(counter_prefix) + name] = {static_cast<double>(count), 0, {}};
    }
    all["time.simulated"] = duration(result.simulated);
    all["time.max_skew"] = duration(result.max_skew);
    return all;
}

Figures figures_of(const json& result) {
    Figures all;
    try {
        for (const json& span : result.at("spans")) {
            add_span(all, span);
        }
        for (const auto& [name, count] : result.at("counters").items()) {
            all[std::string(counter_prefix) + name] = {count.get<double>(), 0, {}};
        }
        const json& time = result.at("time");
        all["time.simulated"] = {time.at("simulated_ns").get<double>(), 1, {}};
        all["time.max_skew"] = {time.at("max_skew_ns").get<double>(), 1, {}};
    } catch (const json::exception& problem) {
        throw InputError(fmt::format("not the result.json of a run: {}", problem.what()));
    }
    return all;
}

std::string describe(const Figure& figure) {
    if (!figure.nothing.empty()) {
        return figure.nothing;
    }
    const bool whole = std::abs(figure.number) < 9e15 && std::floor(figure.number) == figure.number;
    if (figure.dimension == 1) {
        return whole ? exact_duration(VirtualTime{static_cast<VirtualTime::rep>(figure.number)})
                     : fmt::format("{:.6g} ns", figure.number);
    }
    const std::string number =
        whole ? fmt::format("{:.0f}", figure.number) : fmt::format("{:.6g}", figure.number);
    return figure.dimension == 0 ? number : fmt::format("{} ns^{}", number, figure.dimension);
}

} // namespace ampsim::measure

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/compare/baseline.h"

#include "sim/error.h"
#include "sim/measure/suggestion.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ampsim::compare {

namespace {

using Json = nlohmann::ordered_json;

std::string line(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void put(Json& json, const Statistics& statistics) {
    json["count"] = statistics.count;
    for (std::size_t i = 0; i < statistic_names.size(); ++i) {
        const auto& value = statistics.durations[i];
        json[std::string(statistic_names[i]) + "_ns"] = value ? Json(*value) : Json(nullptr);
    }
}

/// {"name":...,"hops":[ with each hop on a line of its own.
std::string text_of(const SpanFigures& span) {
    Json json{{"name", span.name}, {"start", span.start}};
    put(json, span.statistics);
    json["lost"] = span.lost;
    std::string text = line(json);
    text.back() = ',';
    text += "\"hops\":[";
    for (const HopFigures& hop : span.hops) {
        Json entry{{"name", hop.name}, {"event", hop.event}};
        put(entry, hop.statistics);
        text += (&hop == &span.hops.front() ? "\n  " : ",\n  ") + line(entry);
    }
    return text + "]}";
}

Json made_from(const Inputs& inputs) {
    Json json = Json::object();
    for (const auto& [name, value] : inputs) {
        const auto& [kind, what] = name;
        if (kind == "set" || kind == "then") {
            json[kind].push_back(fmt::format("{}={}", what, value));
        } else if (kind == "platform") {
            json[kind] = value;
        } else {
            const char* section = kind == "parameter" ? "parameters"
                                  : kind == "version" ? "versions"
                                                      : "inputs";
            json[section][what] = value;
        }
    }
    return json;
}

std::map<std::string, std::uint64_t> chosen(const std::map<std::string, std::uint64_t>& counters,
                                            const std::vector<std::string>& wanted) {
    std::map<std::string, std::uint64_t> found;
    for (const std::string& name : wanted) {
        const bool any = !name.empty() && name.back() == '*';
        const std::string_view start =
            std::string_view(name).substr(0, name.size() - (any ? 1 : 0));
        measure::Suggestion suggestion(name);
        bool known = false;
        for (const auto& [counter, value] : counters) {
            suggestion.consider(counter);
            if (any ? counter.compare(0, start.size(), start) == 0 : counter == name) {
                found[counter] = value;
                known = true;
            }
        }
        if (!known) {
            throw InputError(fmt::format("--counter {}: the run has no such counter{}", name,
                                         suggestion.text()));
        }
    }
    return found;
}

} // namespace

std::string to_baseline(const Figures& figures, const std::vector<std::string>& counters) {
    if (!figures.failure.empty()) {
        throw InputError(fmt::format("{}: this run ended early ({}); a baseline wants a whole one",
                                     figures.path, figures.failure));
    }
    const auto member = [](const char* name, const Json& value) {
        return fmt::format("\"{}\":{}", name, line(value));
    };
    std::vector<std::string> members{
        member("format", "ampsim-baseline 1"), member("scenario", figures.scenario),
        member("platform", figures.platform), member("trace_sha256", figures.trace_sha256)};
    if (figures.late_ns != 0) {
        members.push_back(member("links", Json::array({{{"max_skew_ns", figures.late_ns}}})));
    }
    if (!figures.not_reproducible.empty()) {
        members.push_back(member("not_reproducible", figures.not_reproducible));
    }
    std::vector<std::string> spans;
    for (const SpanFigures& span : figures.spans) {
        spans.push_back(text_of(span));
    }
    members.push_back(fmt::format("\"spans\":[\n {}]", fmt::join(spans, ",\n ")));
    if (const auto kept = chosen(figures.counters, counters); !kept.empty()) {
        members.push_back("\"counters\":" + Json(kept).dump(1));
    }
    if (!figures.inputs.empty()) {
        members.push_back("\"made_from\":" + made_from(figures.inputs).dump(1));
    }
    return fmt::format("{{{}}}\n", fmt::join(members, ",\n"));
}

} // namespace ampsim::compare

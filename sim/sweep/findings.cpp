// SPDX-License-Identifier: BSD-3-Clause
#include "sim/sweep/findings.h"

#include "sim/error.h"
#include "sim/scenario/parameters.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace ampsim::sweep {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* format = "ampsim-sweep 1";
constexpr double exact_integers = 9007199254740992.0; // 2^53

bool is_whole(double number) {
    return std::floor(number) == number && std::abs(number) <= exact_integers;
}

/// Whole numbers without a point, others with as many digits as they need.
Json number(double value) {
    return is_whole(value) ? Json(static_cast<std::int64_t>(value)) : Json(value);
}

std::string number_text(double value) {
    return is_whole(value) ? fmt::format("{:.0f}", value) : fmt::format("{}", value);
}

std::string unit_of(const FigureColumn& figure) {
    return figure.dimension == 1 ? "ns" : "";
}

Json axis_json(const Axis& axis) {
    Json json;
    json["key"] = axis.key;
    json["unit"] = axis.unit;
    json["values"] = axis.values;
    json["numbers"] = Json::array();
    for (const std::optional<double>& each : axis.numbers) {
        json["numbers"].push_back(each ? number(*each) : Json(nullptr));
    }
    json["behind_snapshot"] = axis.behind_snapshot;
    return json;
}

Json point_json(const Point& point, const Outcome& outcome,
                const std::vector<FigureColumn>& figures) {
    Json json;
    json["key"] = point.key;
    json["values"] = point.values;
    json["status"] = outcome.done() ? "done" : "failed";
    if (!outcome.done()) {
        json["failure"] = outcome.failure;
    }
    json["figures"] = Json::array();
    for (const FigureColumn& figure : figures) {
        const measure::Figure value = value_of(figure, point, outcome);
        json["figures"].push_back(value.nothing.empty() ? number(value.number) : Json(nullptr));
    }
    json["expectations"] = Json::array();
    for (const measure::Expectation& expectation : outcome.expectations) {
        json["expectations"].push_back({{"expr", expectation.expression},
                                        {"ok", expectation.holds},
                                        {"value", expectation.value}});
    }
    if (!outcome.published.empty()) {
        json["published"] = measure::published_json(outcome.published);
    }
    json["trace_sha256"] = outcome.trace_sha256;
    return json;
}

Json limit_json(const std::optional<Limit>& limit) {
    return !limit ? Json(nullptr)
                  : Json{{"expression", limit->expression},
                         {"axis", limit->axis},
                         {"holds", limit->holds},
                         {"fails", limit->fails},
                         {"probes", limit->probes}};
}

/// RFC 4180.
std::string csv_field(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) {
        return text;
    }
    std::string quoted = "\"";
    for (const char c : text) {
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    }
    return quoted + "\"";
}

std::string csv_line(const std::vector<std::string>& fields) {
    std::string line;
    for (const std::string& field : fields) {
        line += (line.empty() && &field == &fields.front() ? "" : ",") + csv_field(field);
    }
    return line + "\r\n";
}

/// "mu_signal_ns"; what says its unit already is left alone.
std::string heading(const std::string& name, const std::string& unit) {
    const bool says_it =
        name.size() > unit.size() &&
        name.compare(name.size() - unit.size(), unit.size(), unit) == 0 &&
        (name[name.size() - unit.size() - 1] == '-' || name[name.size() - unit.size() - 1] == '_');
    return unit.empty() || says_it ? name : name + "_" + unit;
}

/// The number of a value in the axis' unit, or its text.
std::string csv_value(const Axis& axis, const std::string& value) {
    const auto place = std::find(axis.values.begin(), axis.values.end(), value);
    const auto number = place == axis.values.end()
                            ? std::nullopt
                            : axis.numbers[static_cast<std::size_t>(place - axis.values.begin())];
    return number ? number_text(*number) : value;
}

} // namespace

std::vector<std::string> default_figures(const std::vector<measure::SpanDefinition>& spans) {
    std::vector<std::string> figures;
    for (const measure::SpanDefinition& span : spans) {
        for (const char* statistic : {"count", "p50", "p99", "max"}) {
            figures.push_back(fmt::format("{}.{}", span.name, statistic));
        }
    }
    for (const measure::SpanDefinition& span : spans) {
        for (const measure::Point& point : span.points) {
            figures.push_back(fmt::format("{}.hop[{}].p50", span.name, point.hop));
        }
    }
    return figures;
}

measure::Figure value_of(const FigureColumn& figure, const Point& point, const Outcome& outcome) {
    if (!outcome.done()) {
        return {0, figure.dimension, outcome.failure};
    }
    try {
        return measure::evaluate_figure(scenario::substitute(figure.name, point.parameters),
                                        outcome.figures);
    } catch (const InputError& error) { // a counter that this run has not
        return {0, figure.dimension, error.what()};
    }
}

std::string to_json(const Findings& findings) {
    Json json;
    json["format"] = format;
    json["ampsim"] = findings.ampsim_version;
    json["scenario"] = findings.scenario;
    json["platform"] = findings.platform;
    json["set"] = findings.sets;
    json["axes"] = Json::array();
    for (const Axis& axis : findings.axes) {
        json["axes"].push_back(axis_json(axis));
    }
    json["figures"] = Json::array();
    for (const FigureColumn& figure : findings.figures) {
        json["figures"].push_back({{"name", figure.name}, {"unit", unit_of(figure)}});
    }
    json["points"] = Json::array();
    for (std::size_t i = 0; i < findings.points.size(); ++i) {
        json["points"].push_back(
            point_json(findings.points[i], findings.outcomes[i], findings.figures));
    }
    json["until"] = limit_json(findings.limit);
    // A guest chooses bytes in some texts: what is not UTF-8 is replaced.
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string to_csv(const Findings& findings) {
    std::vector<std::string> fields;
    for (const Axis& axis : findings.axes) {
        fields.push_back(heading(axis.key, axis.unit));
    }
    fields.emplace_back("status");
    for (const FigureColumn& figure : findings.figures) {
        fields.push_back(heading(figure.name, unit_of(figure)));
    }
    std::string csv = csv_line(fields);
    for (std::size_t i = 0; i < findings.points.size(); ++i) {
        fields.clear();
        for (std::size_t axis = 0; axis < findings.axes.size(); ++axis) {
            fields.push_back(csv_value(findings.axes[axis], findings.points[i].values[axis]));
        }
        fields.emplace_back(findings.outcomes[i].done() ? "done" : "failed");
        for (const FigureColumn& figure : findings.figures) {
            const measure::Figure value =
                value_of(figure, findings.points[i], findings.outcomes[i]);
            fields.push_back(value.nothing.empty() ? number_text(value.number) : "");
        }
        csv += csv_line(fields);
    }
    return csv;
}

std::string name_of(const Point& point, const std::vector<Axis>& axes) {
    std::string name;
    for (std::size_t i = 0; i < axes.size(); ++i) {
        name += fmt::format("{}{}={}", i == 0 ? "" : ", ", axes[i].key, point.values[i]);
    }
    return name;
}

} // namespace ampsim::sweep

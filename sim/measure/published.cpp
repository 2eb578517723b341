// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/published.h"

#include "sim/error.h"
#include "sim/measure/figures.h"
#include "sim/measure/text_layout.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace ampsim::measure {

namespace {

constexpr unsigned least_width = 72;
constexpr double deviation_digits = 1e6; // six decimals: free of binary noise

/// Of an expression without names: "309 ns".
Figure constant(const std::string& expression) {
    return evaluate_figure(expression, Figures{});
}

std::string kind_of(int dimension) {
    return dimension == 1 ? "a duration" : dimension == 0 ? "a plain number" : "a frequency";
}

/// As a duration is published with fewer digits than that.
Figure to_the_nanosecond(Figure figure) {
    if (figure.dimension == 1) {
        figure.number = std::round(figure.number);
    }
    return figure;
}

} // namespace

void check_published(const PublishedFigure& published, const std::vector<SpanDefinition>& spans,
                     const std::vector<std::string>& labels) {
    const int dimension = check_figure(published.figure, spans, labels);
    const Figure value = constant(published.value);
    if (dimension != value.dimension) {
        throw InputError(fmt::format("published: '{}' is {}, '{}' is {}; a duration needs a unit: "
                                     "ns, us, ms or s",
                                     published.figure, kind_of(dimension), published.value,
                                     kind_of(value.dimension)));
    }
    if (value.number <= 0) {
        throw InputError(fmt::format("published: '{}': expected more than 0, got '{}'",
                                     published.figure, published.value));
    }
}

BesidePublished beside(const PublishedFigure& published, const Result& result) {
    const Figure found = evaluate_figure(published.figure, figures_of(result));
    BesidePublished beside{published, describe(to_the_nanosecond(found)), std::nullopt};
    if (found.nothing.empty()) {
        const double value = constant(published.value).number;
        beside.deviation =
            std::round((found.number - value) / value * deviation_digits) / deviation_digits;
    }
    return beside;
}

std::string deviation_text(const BesidePublished& beside) {
    return beside.deviation ? fmt::format("{:+.1f} %", 100 * *beside.deviation) : "–";
}

std::string published_text(const std::vector<BesidePublished>& all, unsigned width, bool colour) {
    if (all.empty()) {
        return "";
    }
    const Palette palette(colour);
    std::vector<std::vector<std::string>> rows{{"figure", "published", "here", "deviation", ""}};
    std::vector<std::string> sources;
    for (const BesidePublished& each : all) {
        rows.push_back({each.published.figure, each.published.value, each.found,
                        deviation_text(each), each.published.role});
        if (std::find(sources.begin(), sources.end(), each.published.source) == sources.end()) {
            sources.push_back(each.published.source);
        }
    }
    std::string text = palette.paint(Style::strong, "published") + "\n" + aligned(rows);
    for (const std::string& source : sources) {
        text +=
            palette.paint(Style::faint, wrapped("source: " + source, std::max(width, least_width)));
    }
    return text;
}

nlohmann::ordered_json published_json(const std::vector<BesidePublished>& all) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const BesidePublished& each : all) {
        nlohmann::ordered_json& entry = list.emplace_back();
        entry["figure"] = each.published.figure;
        entry["published"] = each.published.value;
        entry["found"] = each.found;
        entry["deviation"] = each.deviation ? nlohmann::ordered_json(*each.deviation)
                                            : nlohmann::ordered_json(nullptr);
        entry["role"] = each.published.role;
        entry["source"] = each.published.source;
    }
    return list;
}

std::vector<BesidePublished> read_published(const nlohmann::json& result) {
    std::vector<BesidePublished> all;
    const auto list = result.find("published");
    if (list == result.end()) {
        return all;
    }
    for (const nlohmann::json& each : *list) {
        BesidePublished entry{
            {each.at("figure"), each.at("published"), each.at("source"), each.at("role")},
            each.at("found"),
            std::nullopt};
        if (!each.at("deviation").is_null()) {
            entry.deviation = each.at("deviation").get<double>();
        }
        all.push_back(std::move(entry));
    }
    return all;
}

} // namespace ampsim::measure

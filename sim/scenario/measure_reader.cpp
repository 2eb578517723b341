// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/measure_reader.h"

#include "sim/error.h"
#include "sim/measure/quantity.h"
#include "sim/measure/suggestion.h"
#include "sim/scenario/setting.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::scenario {

namespace {

measure::SpanDefinition read_span(Table table) {
    measure::SpanDefinition span{table.required_text("name"), table.required_text("start"), {}};
    for (Table& point : table.required_tables("points")) {
        const std::string hop = point.required_text("hop");
        span.points.push_back({hop, point.required_text("event")});
        point.finish();
    }
    table.finish();
    return span;
}

measure::PublishedFigure read_published_figure(Table& table) {
    measure::PublishedFigure published{table.required_text("figure"),
                                       table.required_scalar("value"),
                                       table.required_text("source"), table.required_text("role")};
    try {
        measure::parse_quantity(published.value);
    } catch (const InputError& error) {
        table.fail("value", error.what());
    }
    table.finish();
    return published;
}

void check_variant(Table variant) {
    std::vector<measure::SpanDefinition> spans;
    read_spans(variant, spans);
    read_settings(variant, "set");
    variant.text_list("expectations");
    for (Table& each : variant.tables("published")) {
        read_published_figure(each);
    }
    variant.finish();
}

} // namespace

std::optional<Table> find_variant(Table& root, std::string& chosen) {
    const std::optional<std::string> given = root.text("variant");
    std::optional<Table> variants = root.table("variants");
    const std::vector<std::string> names = variants ? variants->keys() : std::vector<std::string>{};
    for (const std::string& name : names) {
        check_variant(*variants->table(name));
    }
    if (names.empty() && !given) {
        return std::nullopt;
    }
    chosen = given.value_or("");
    if (std::find(names.begin(), names.end(), chosen) == names.end()) {
        root.fail("variant", fmt::format("{}expected the name of a table of [variants]: {}",
                                         given ? fmt::format("'{}'{}; ", chosen,
                                                             measure::did_you_mean(chosen, names))
                                               : "missing; ",
                                         fmt::join(names, ", ")));
    }
    return variants->table(chosen);
}

void read_spans(Table& table, std::vector<measure::SpanDefinition>& spans) {
    for (Table& each : table.tables("spans")) {
        measure::SpanDefinition span = read_span(each);
        const auto same_name = [&span](const auto& other) {
            return other.name == span.name;
        };
        if (std::any_of(spans.begin(), spans.end(), same_name)) {
            each.fail("name", fmt::format("there is a span '{}' already", span.name));
        }
        spans.push_back(std::move(span));
    }
}

void read_expectations(Table& table, const Parameters& parameters,
                       std::vector<std::string>& expectations) {
    const std::vector<std::string> list = table.text_list("expectations");
    for (std::size_t i = 0; i < list.size(); ++i) {
        try {
            expectations.push_back(substitute(list[i], parameters));
        } catch (const InputError& error) {
            table.fail(path_of("expectations", i), error.what());
        }
    }
}

void read_published(Table& table, const Parameters& parameters,
                    std::vector<measure::PublishedFigure>& published) {
    for (Table& each : table.tables("published")) {
        measure::PublishedFigure figure = read_published_figure(each);
        try {
            figure.figure = substitute(figure.figure, parameters);
        } catch (const InputError& error) {
            each.fail("figure", error.what());
        }
        published.push_back(std::move(figure));
    }
}

} // namespace ampsim::scenario

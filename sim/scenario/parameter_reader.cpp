// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/parameter_reader.h"

#include "sim/error.h"
#include "sim/scenario/parameters.h"
#include "sim/scenario/setting.h"

#include <fmt/format.h>

namespace ampsim::scenario {

using measure::Dimension;
using measure::Quantity;

namespace {

/// A unit that is known is converted to and from; any other is a name for what is counted.
bool is_known(const std::string& unit) {
    return !unit.empty() && measure::find_unit(unit);
}

std::optional<Quantity> try_to_parse(const std::string& text) {
    try {
        return measure::parse_quantity(text);
    } catch (const InputError&) {
        return std::nullopt;
    }
}

void require_target(const Table& table, const std::string& place, const std::string& target) {
    std::string problem;
    try {
        const std::vector<std::string> keys = parse_key(target);
        problem = keys.front() == "parameters" ? "a parameter cannot set another one"
                                               : problem_with_key(keys);
    } catch (const InputError&) {
        problem = fmt::format("expected a key as --set takes it, got '{}'", target);
    }
    if (!problem.empty()) {
        table.fail(place, problem);
    }
}

std::vector<std::string> read_sets(Table& table) {
    if (table.is_array("sets")) {
        std::vector<std::string> targets = table.text_list("sets");
        for (std::size_t i = 0; i < targets.size(); ++i) {
            require_target(table, path_of("sets", i), targets[i]);
        }
        return targets;
    }
    const std::optional<std::string> target = table.text("sets");
    if (!target) {
        return {};
    }
    require_target(table, "sets", *target);
    return {*target};
}

} // namespace

std::string ParameterValue::in_expectations() const {
    if (!quantity || quantity->dimension != Dimension::rate) {
        return with_unit;
    }
    return fmt::format("({} / 1 s)", with_unit.substr(0, with_unit.find('/')));
}

ParameterType::ParameterType(Table parameters, const std::string& name) : name_(name) {
    if (!is_parameter_name(name)) {
        parameters.fail(
            name, "expected a name that a shell takes: letters, digits and '_', no digit first");
    }
    is_table_ = parameters.is_table(name);
    if (!is_table_) {
        value_ = accept(*parameters.scalar(name));
        return;
    }
    Table table = *parameters.table(name);
    const std::string text = table.required_scalar("value");
    description_.unit = table.text("unit").value_or("");
    description_.description = *table.text("description");
    description_.sets = read_sets(table);
    if (!description_.unit.empty()) {
        const measure::Unit* unit = measure::find_unit(description_.unit);
        dimension_ = unit ? unit->dimension : Dimension::number;
    } else if (const auto quantity = try_to_parse(text)) {
        dimension_ = quantity->dimension;
    }
    read_bounds(table);
    table.finish();
    try {
        value_ = accept(text);
    } catch (const InputError& error) {
        table.fail("value", error.what());
    }
}

void ParameterType::read_bounds(Table& table) {
    const auto read = [&](const char* key, std::string& text, std::optional<Quantity>& bound) {
        const std::optional<std::string> given = table.scalar(key);
        if (!given) {
            return;
        }
        if (!dimension_) {
            table.fail(key, "is for a number, and 'value' is none");
        }
        try {
            bound = parse(*given);
        } catch (const InputError& error) {
            table.fail(key, error.what());
        }
        text = *given;
    };
    read("min", description_.min, min_);
    read("max", description_.max, max_);
    if (min_ && max_ && measure::compare(*min_, *max_) > 0) {
        table.fail("max", fmt::format("expected no less than min, {}", description_.min));
    }
}

Quantity ParameterType::parse(const std::string& text) const {
    const std::string& unit = description_.unit;
    const bool digit_last = !text.empty() && text.back() >= '0' && text.back() <= '9';
    if (is_known(unit) && digit_last) {
        return measure::parse_quantity(text + " " + unit);
    }
    std::string number = text;
    const bool says_unit = !unit.empty() && !is_known(unit) && text.size() > unit.size() &&
                           text.compare(text.size() - unit.size(), unit.size(), unit) == 0;
    if (says_unit) {
        number.resize(text.size() - unit.size());
        number.erase(number.find_last_not_of(' ') + 1);
    }
    const Quantity quantity = measure::parse_quantity(number);
    if (quantity.dimension != dimension_) {
        throw InputError(
            fmt::format("expected {}, got '{}'", measure::describe(*dimension_), text));
    }
    return quantity;
}

void ParameterType::require_bounds(const Quantity& quantity) const {
    const bool below = min_ && measure::compare(quantity, *min_) < 0;
    const bool above = max_ && measure::compare(quantity, *max_) > 0;
    if (!below && !above) {
        return;
    }
    const std::string bounds = min_ && max_
                                   ? fmt::format("{} to {}", description_.min, description_.max)
                               : min_ ? fmt::format("{} or more", description_.min)
                                      : fmt::format("{} or less", description_.max);
    const bool label = !description_.unit.empty() && quantity.dimension == Dimension::number;
    throw InputError(fmt::format("expected {}, got {}{}", bounds, measure::exact_text(quantity),
                                 label ? " " + description_.unit : ""));
}

ParameterValue ParameterType::accept(const std::string& text) const {
    if (!dimension_) {
        return {text, text, try_to_parse(text)};
    }
    const Quantity quantity = parse(text);
    require_bounds(quantity);
    const std::string exact = measure::exact_text(quantity);
    if (!is_known(description_.unit)) {
        return {exact, exact, quantity};
    }
    const std::optional<std::string> number = measure::number_in_unit(quantity, description_.unit);
    if (!number) {
        throw InputError(fmt::format("{} cannot be said exactly in {}", exact, description_.unit));
    }
    return {*number, exact, quantity};
}

std::string ParameterType::unit_of_numbers() const {
    if (!dimension_) {
        return "";
    }
    return *dimension_ == Dimension::number ? description_.unit : measure::base_unit(*dimension_);
}

std::map<std::string, ParameterType> read_parameters(Table parameters) {
    std::map<std::string, ParameterType> types;
    for (const std::string& name : parameters.keys()) {
        types.emplace(name, ParameterType(parameters, name));
    }
    return types;
}

} // namespace ampsim::scenario

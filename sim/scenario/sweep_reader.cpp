// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/sweep_reader.h"

#include "sim/error.h"
#include "sim/measure/suggestion.h"
#include "sim/scenario/range.h"
#include "sim/scenario/setting.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace ampsim::scenario {

using measure::Dimension;
using measure::Quantity;

namespace {

/// One axis, held against the parameter that it is for.
class AxisReader {
public:
    AxisReader(Table& axes, std::string key, const std::map<std::string, ParameterType>& parameters)
        : axes_(axes) {
        axis_.key = std::move(key);
        find_parameter(parameters);
    }

    Axis read(std::vector<std::string>& notes) {
        if (axes_.is_table(axis_.key)) {
            read_range(notes);
        } else {
            read_list();
        }
        if (parameter_) {
            axis_.unit = parameter_->unit_of_numbers();
        }
        if (axis_.unit.empty() && dimension_) {
            axis_.unit = measure::base_unit(*dimension_);
        }
        return axis_;
    }

private:
    void find_parameter(const std::map<std::string, ParameterType>& parameters) {
        std::vector<std::string> keys;
        try {
            keys = parse_key(axis_.key);
        } catch (const InputError&) {
            axes_.fail(axis_.key, "expected the name of a parameter, or a key as --set takes it");
        }
        const bool is_parameter = keys.size() == 1 || keys.front() == "parameters";
        const auto found = parameters.find(keys.back());
        if (is_parameter && found != parameters.end() && keys.size() <= 2) {
            parameter_ = &found->second;
            axis_.sets = parameter_->description().sets;
            return;
        }
        if (is_parameter && axis_.key != "variant" && axis_.key != "platform") {
            std::vector<std::string> names{"variant", "platform"};
            for (const auto& [name, type] : parameters) {
                names.push_back(name);
            }
            axes_.fail(axis_.key, fmt::format("the scenario has no parameter '{}'{}", keys.back(),
                                              measure::did_you_mean(keys.back(), names)));
        }
        if (const std::string problem = problem_with_key(keys); !problem.empty()) {
            axes_.fail(axis_.key, problem);
        }
        axis_.sets = {axis_.key};
    }

    /// A value as --set takes it. `where` is the key that has it.
    void add(const Table& table, const std::string& where, const std::string& text) {
        ParameterValue value{text, text, std::nullopt};
        try {
            value = parameter_ ? parameter_->accept(text) : value_of_key(text);
        } catch (const InputError& error) {
            table.fail(where, error.what());
        }
        if (std::find(axis_.values.begin(), axis_.values.end(), value.plain) !=
            axis_.values.end()) {
            table.fail(where, fmt::format("'{}' is there twice", value.plain));
        }
        if (axis_.values.empty() && value.quantity) {
            dimension_ = value.quantity->dimension;
        }
        const bool is_number = value.quantity && value.quantity->dimension == dimension_;
        axis_.values.push_back(value.plain);
        axis_.numbers.push_back(is_number ? std::optional(value.quantity->value()) : std::nullopt);
    }

    ParameterValue value_of_key(const std::string& text) const {
        const std::string exact = canonical_value(axis_.key, text);
        try {
            return {exact, exact, measure::parse_quantity(exact)};
        } catch (const InputError&) {
            return {text, text, std::nullopt};
        }
    }

    void read_list() {
        const std::vector<std::string> texts = *axes_.scalar_list(axis_.key);
        if (texts.empty()) {
            axes_.fail(axis_.key, "expected at least one value");
        }
        for (std::size_t i = 0; i < texts.size(); ++i) {
            add(axes_, path_of(axis_.key, i), texts[i]);
        }
    }

    Quantity end(Table& range, const char* key) const {
        const std::string text = range.required_scalar(key);
        try {
            const ParameterValue value = parameter_ ? parameter_->accept(text) : value_of_key(text);
            if (value.quantity) {
                return *value.quantity;
            }
            return measure::parse_quantity(text); // says what is wrong with it
        } catch (const InputError& error) {
            range.fail(key, error.what());
        }
    }

    static std::size_t read_points(Table& range) {
        const std::string text = range.required_scalar("points");
        std::size_t points = 0;
        const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), points);
        if (error != std::errc{} || stop != text.data() + text.size() || points < 2 ||
            points > most_points) {
            range.fail("points", fmt::format("expected 2 to {}, got {}", most_points, text));
        }
        return points;
    }

    void read_range(std::vector<std::string>& notes) {
        Table range = *axes_.table(axis_.key);
        const Quantity from = end(range, "from");
        const Quantity to = end(range, "to");
        const std::size_t points = read_points(range);
        const Scale scale = range.text("scale") == "log" ? Scale::logarithmic : Scale::linear;
        range.finish();
        std::vector<Quantity> values;
        try {
            values = scenario::range(from, to, points, scale);
        } catch (const InputError& error) {
            axes_.fail(axis_.key, error.what());
        }
        for (const Quantity& value : values) {
            add(axes_, axis_.key, measure::exact_text(value));
        }
        if (values.size() < points) {
            notes.push_back(fmt::format("axis '{}': {} of its {} points, as the others are the "
                                        "same after rounding",
                                        axis_.key, values.size(), points));
        }
    }

    Table& axes_;
    Axis axis_;
    const ParameterType* parameter_ = nullptr;
    std::optional<Dimension> dimension_; ///< of the first value; a text among numbers has none
};

} // namespace

SweepSettings read_sweep(Table table, const std::map<std::string, ParameterType>& parameters) {
    SweepSettings sweep;
    sweep.figures = table.text_list("figures");
    if (std::optional<Table> axes = table.table("axes")) {
        for (const std::string& key : axes->keys_in_order()) {
            sweep.axes.push_back(AxisReader(*axes, key, parameters).read(sweep.notes));
        }
    }
    table.finish();
    return sweep;
}

} // namespace ampsim::scenario

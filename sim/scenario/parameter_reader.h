// SPDX-License-Identifier: BSD-3-Clause
//
// [parameters]: a value, or a table with its unit, its bounds, and the keys that it sets.
//
//   count = 1000
//   size = { value = 16, unit = "B", min = 1, max = 496, description = "bytes of each" }
//   mu_signal = { value = "25 ns", max = "10 us", sets = "platform.mu.signal-latency-ns" }
#pragma once

#include "sim/measure/quantity.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/table.h"

#include <optional>
#include <string>

namespace ampsim::scenario {

/// A value that a parameter can have.
struct ParameterValue {
    std::string plain;     ///< for scripts, as --set takes it: "25" where the unit is said apart
    std::string with_unit; ///< for keys: "25 us"
    std::optional<measure::Quantity> quantity; ///< nothing for a text

    /// As a term of an expression: "(100 MB / 1 s)".
    std::string in_expectations() const;
};

/// What a parameter may be: every value that it gets is held against it.
class ParameterType {
public:
    /// Of parameter `name`. Throws InputError at the place of what is wrong.
    ParameterType(Table parameters, const std::string& name);

    /// Throws InputError that says what was expected.
    ParameterValue accept(const std::string& text) const;

    /// The one that the document has. Throws InputError at its place.
    ParameterValue value() const { return value_; }

    bool is_table() const { return is_table_; }
    const ParameterDescription& description() const { return description_; }

    /// Of its values' numbers: the base unit, or what the parameter says, or nothing.
    std::string unit_of_numbers() const;

private:
    measure::Quantity parse(const std::string& text) const;
    void require_bounds(const measure::Quantity& quantity) const;
    void read_bounds(Table& table);

    std::string name_;
    bool is_table_ = false;
    ParameterDescription description_;
    /// Nothing: any text.
    std::optional<measure::Dimension> dimension_;
    std::optional<measure::Quantity> min_;
    std::optional<measure::Quantity> max_;
    ParameterValue value_;
};

/// By name.
std::map<std::string, ParameterType> read_parameters(Table parameters);

} // namespace ampsim::scenario

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/toml_value.h"

#include <fmt/format.h>

namespace ampsim::scenario {

std::optional<std::string> scalar_text(const toml::node& node) {
    if (const auto* text = node.as_string()) {
        return text->get();
    }
    if (const auto* integer = node.as_integer()) {
        return fmt::format("{}", integer->get());
    }
    if (const auto* number = node.as_floating_point()) {
        return fmt::format("{}", number->get());
    }
    if (const auto* boolean = node.as_boolean()) {
        return boolean->get() ? "true" : "false";
    }
    return std::nullopt;
}

std::string description_of(const toml::node& node) {
    if (node.is_table()) {
        return "a table";
    }
    if (node.is_array()) {
        return "an array";
    }
    const std::optional<std::string> text = scalar_text(node);
    if (!text) {
        return "a date or time";
    }
    return node.is_string()    ? fmt::format("the string \"{}\"", *text)
           : node.is_integer() ? fmt::format("the integer {}", *text)
           : node.is_boolean() ? fmt::format("the boolean {}", *text)
                               : fmt::format("the number {}", *text);
}

toml::table parse_value(const std::string& text) {
    try {
        toml::table parsed = toml::parse("value = " + text);
        return parsed.size() == 1 ? parsed : toml::table{};
    } catch (const toml::parse_error&) {
        return {};
    }
}

} // namespace ampsim::scenario

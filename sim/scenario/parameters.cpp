// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/parameters.h"

#include "sim/error.h"
#include "sim/measure/suggestion.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace ampsim::scenario {

namespace {

bool starts_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool continues_name(char c) {
    return starts_name(c) || (c >= '0' && c <= '9');
}

/// In single quotes a shell takes every character as it is, but the single quote itself.
std::string quoted(const std::string& value) {
    std::string result = "'";
    for (const char c : value) {
        result += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    return result + "'";
}

const std::string& value_of(const std::string& name, const Parameters& parameters,
                            const std::string& text) {
    const auto parameter = parameters.find(name);
    if (parameter == parameters.end()) {
        measure::Suggestion suggestion(name);
        for (const auto& [known, value] : parameters) {
            suggestion.consider(known);
        }
        throw InputError(
            fmt::format("'{}': there is no parameter '{}'{}", text, name, suggestion.text()));
    }
    return parameter->second;
}

} // namespace

bool is_parameter_name(const std::string& name) {
    return !name.empty() && starts_name(name.front()) &&
           std::all_of(name.begin(), name.end(), continues_name);
}

std::string shell_assignments(const Parameters& parameters) {
    std::string lines;
    for (const auto& [name, value] : parameters) {
        lines += name + "=" + quoted(value) + "\n";
    }
    return lines;
}

std::string substitute(const std::string& expression, const Parameters& parameters) {
    constexpr std::string_view prefix = "parameters.";
    std::string result;
    for (std::size_t place = 0; place < expression.size();) {
        const bool word_starts =
            place == 0 || (!continues_name(expression[place - 1]) && expression[place - 1] != '.');
        if (!word_starts || expression.compare(place, prefix.size(), prefix) != 0) {
            result += expression[place++];
            continue;
        }
        std::size_t end = place += prefix.size();
        while (end < expression.size() && continues_name(expression[end])) {
            ++end;
        }
        const std::string name = expression.substr(place, end - place);
        result += value_of(name, parameters, expression);
        place = end;
    }
    return result;
}

std::string expand(const std::string& text, const Parameters& parameters) {
    constexpr std::string_view opening = "${";
    std::string result;
    std::size_t place = 0;
    for (std::size_t found = 0; (found = text.find(opening, place)) != std::string::npos;) {
        const std::size_t name = found + opening.size();
        const std::size_t end = text.find('}', name);
        if (end == std::string::npos) {
            throw InputError(fmt::format("'{}': expected a '}}' behind '${{'", text));
        }
        result += text.substr(place, found - place);
        result += value_of(text.substr(name, end - name), parameters, text);
        place = end + 1;
    }
    return result + text.substr(place);
}

} // namespace ampsim::scenario

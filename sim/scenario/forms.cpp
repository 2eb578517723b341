// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/forms.h"

#include "sim/measure/suggestion.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::scenario {

namespace {

bool is_event(const std::string& text) {
    const std::size_t colon = text.find(':');
    return colon != 0 && colon != std::string::npos && colon + 1 != text.size() &&
           text.find_first_of(" \t\n") == std::string::npos;
}

bool is_name(const std::string& text) {
    const auto allowed = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-' || c == '_' || c == '.';
    };
    return !text.empty() && text.front() != '.' && std::all_of(text.begin(), text.end(), allowed);
}

bool is_host_cpu(const std::string& text) {
    constexpr std::size_t most_digits = 4;
    const bool number = !text.empty() && text.size() <= most_digits &&
                        text.find_first_not_of("0123456789") == std::string::npos;
    return number || text == "auto" || text == "none";
}

/// "\"a\", \"b\" or \"c\"".
std::string either(const std::vector<std::string_view>& choices) {
    std::string text;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        text += fmt::format("{}\"{}\"",
                            i == 0                    ? ""
                            : i + 1 == choices.size() ? " or "
                                                      : ", ",
                            choices[i]);
    }
    return text;
}

} // namespace

std::string problem_with(const Key& key, const std::string& text) {
    if ((key.type == Type::event || key.type == Type::events) && !is_event(text)) {
        return fmt::format("expected an event, such as \"linux:vring_interrupt\", "
                           "\"write:linux:mu.a.TR1\", \"rise:mu.b\" or \"off:linux\", got \"{}\"",
                           text);
    }
    if (key.type == Type::name && !is_name(text)) {
        return fmt::format("expected letters, digits, '-', '_' and '.', got \"{}\"", text);
    }
    if (key.type == Type::host_cpu && !is_host_cpu(text)) {
        return fmt::format("expected \"auto\", \"none\" or the number of a host CPU, got '{}'",
                           text);
    }
    if (key.type == Type::choice &&
        std::find(key.choices.begin(), key.choices.end(), text) == key.choices.end()) {
        return fmt::format("expected {}, got \"{}\"{}", either(key.choices), text,
                           measure::did_you_mean(text, {key.choices.begin(), key.choices.end()}));
    }
    return "";
}

} // namespace ampsim::scenario

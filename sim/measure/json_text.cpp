// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/json_text.h"

#include <algorithm>

namespace ampsim::measure {

namespace {

using Json = nlohmann::ordered_json;

std::string compact(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// A list of numbers, or a table of them: [[32, 34, 5], [34, 36, 1]].
bool is_numbers(const Json& json) {
    return json.is_array() && !json.empty() &&
           std::all_of(json.begin(), json.end(), [](const Json& element) {
               return element.is_number() || element.is_null() || is_numbers(element);
           });
}

void append(std::string& text, const Json& json, std::size_t depth) {
    if (!json.is_structured() || json.empty() || is_numbers(json)) {
        text += compact(json);
        return;
    }
    const std::string line_break = "\n" + std::string(2 * depth, ' ');
    const char* before = "";
    text += json.is_object() ? "{" : "[";
    for (const auto& [name, value] : json.items()) {
        text += before + line_break + "  ";
        if (json.is_object()) {
            text += compact(name) + ": ";
        }
        append(text, value, depth + 1);
        before = ",";
    }
    text += line_break + (json.is_object() ? "}" : "]");
}

} // namespace

std::string json_text(const Json& json) {
    std::string text;
    append(text, json, 0);
    return text + "\n";
}

} // namespace ampsim::measure

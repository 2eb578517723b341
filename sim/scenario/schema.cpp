// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/schema.h"

#include "sim/scenario/keys.h"

#include <nlohmann/json.hpp>
#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

namespace ampsim::scenario {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* event_pattern = "^[^: \\t\\n]+:[^ \\t\\n]+$";
constexpr const char* name_pattern = "^[A-Za-z0-9_-][A-Za-z0-9_.-]*$";
constexpr const char* duration_pattern = "^[0-9]+(\\.[0-9]+)? *(ns|us|µs|μs|ms|s)$";
constexpr const char* whole_pattern =
    "^(0x[0-9a-fA-F]+|[0-9]+|parameters\\.[A-Za-z_][A-Za-z0-9_]*)$";
constexpr const char* setting_pattern = "^[^=]+=";
constexpr const char* parameter_pattern = "^[A-Za-z_][A-Za-z0-9_]*$";

Json text(const char* pattern = nullptr) {
    Json schema{{"type", "string"}};
    if (pattern) {
        schema["pattern"] = pattern;
    }
    return schema;
}

Json list_of(const Json& items) {
    return {{"type", "array"}, {"items", items}};
}

Json reference_to(std::string_view section) {
    return {{"$ref", "#/definitions/" + std::string(section)}};
}

Json scalar() {
    return {{"type", Json::array({"string", "number", "boolean"})}};
}

Json any_of(const Json& one, const Json& other) {
    return {{"anyOf", Json::array({one, other})}};
}

Json whole_number() {
    return {{"type", "integer"}, {"minimum", 0}};
}

/// What a value may be, without what is said about it.
Json form_of(const Key& key) {
    switch (key.type) {
    case Type::text:
    case Type::path:
        return text();
    case Type::name:
        return text(name_pattern);
    case Type::event:
        return text(event_pattern);
    case Type::duration:
        return text(duration_pattern);
    case Type::nanoseconds:
        return any_of(whole_number(), text(duration_pattern));
    case Type::boolean:
        return {{"type", "boolean"}};
    case Type::whole:
        return any_of(whole_number(), text(whole_pattern));
    case Type::value:
        return scalar();
    case Type::choice:
        return {{"enum", std::vector<std::string>(key.choices.begin(), key.choices.end())}};
    case Type::host_cpu:
        return any_of({{"enum", {"auto", "none"}}}, whole_number());
    case Type::texts:
    case Type::paths:
        return list_of(text());
    case Type::text_or_texts:
        return any_of(text(), list_of(text()));
    case Type::events:
        return list_of(text(event_pattern));
    case Type::settings:
        return list_of(text(setting_pattern));
    case Type::path_map:
        return {{"type", "object"}, {"additionalProperties", text()}};
    case Type::value_or_table:
        return any_of(scalar(), reference_to(key.section));
    case Type::values_or_table: {
        Json list = list_of(scalar());
        list["minItems"] = 1;
        return any_of(list, reference_to(key.section));
    }
    case Type::table:
        return reference_to(key.section);
    case Type::tables:
        return list_of(reference_to(key.section));
    }
    return {};
}

/// A TOML value as JSON.
Json json_of(const std::string& value) {
    std::ostringstream json;
    json << toml::json_formatter{toml::parse("value = " + value)};
    return Json::parse(json.str())["value"];
}

Json default_of(const Key& key) {
    return key.type == Type::boolean ? json_of(std::string(*key.fallback))
                                     : Json(std::string(*key.fallback));
}

Json schema_of(const Key& key) {
    Json schema{{"description", std::string(key.meaning)}};
    schema.update(form_of(key));
    if (key.fallback) {
        schema["default"] = default_of(key);
    }
    schema["examples"] = Json::array({json_of(std::string(key.example))});
    return schema;
}

/// A file that builds on another one may leave these out.
bool may_be_in_the_base(std::string_view section) {
    return section.empty() || section == "end" || section == "snapshot" ||
           section == "parameters.NAME";
}

Json schema_of(const Section& section) {
    Json schema{{"type", "object"}, {"properties", Json::object()}};
    Json required = Json::array();
    schema["additionalProperties"] = false;
    for (const Key& key : section.keys) {
        if (key.name == "*" && section.path == "parameters") {
            schema["patternProperties"][parameter_pattern] = schema_of(key);
            continue;
        }
        if (key.name == "*") {
            schema["additionalProperties"] = schema_of(key);
            continue;
        }
        schema["properties"][std::string(key.name)] = schema_of(key);
        if (!key.required.empty()) {
            required.push_back(std::string(key.name));
        }
    }
    if (!required.empty() && !may_be_in_the_base(section.path)) {
        schema["required"] = required;
    }
    return schema;
}

/// What a file needs that builds on no other.
Json alone() {
    Json alone{{"required", Json::array()}, {"properties", Json::object()}};
    for (const char* name : {"", "end", "snapshot"}) {
        Json required = Json::array();
        for (const Key& key : section(name).keys) {
            if (!key.required.empty()) {
                required.push_back(std::string(key.name));
            }
        }
        if (*name == '\0') {
            alone["required"] = required;
        } else {
            alone["properties"][name] = {{"required", required}};
        }
    }
    return alone;
}

} // namespace

std::string json_schema() {
    Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"},
                {"title", "Scenario of ampsim"},
                {"description", "Made by `ampsim schema`. docs/reference/scenario.md says more."}};
    schema.update(schema_of(section("")));
    schema["anyOf"] = Json::array({Json{{"required", Json::array({"base"})}}, alone()});
    schema["definitions"] = Json::object();
    for (const Section& each : sections()) {
        if (!each.path.empty()) {
            schema["definitions"][std::string(each.path)] = schema_of(each);
        }
    }
    constexpr int indent = 2;
    return schema.dump(indent) + "\n";
}

} // namespace ampsim::scenario

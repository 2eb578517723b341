// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/keys.h"

#include "sim/measure/suggestion.h"
#include "sim/scenario/key_sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace ampsim::scenario {

namespace {

std::string choices_text(const Key& key) {
    std::string text;
    for (const std::string_view choice : key.choices) {
        text += fmt::format("{}`\"{}\"`", text.empty() ? "" : ", ", choice);
    }
    return text;
}

std::string name_of(Type type) {
    switch (type) {
    case Type::text:
        return "text";
    case Type::name:
        return "name";
    case Type::path:
        return "path";
    case Type::event:
        return "event";
    case Type::duration:
        return "duration";
    case Type::nanoseconds:
        return "number of ns, or duration";
    case Type::boolean:
        return "boolean";
    case Type::whole:
        return "whole number";
    case Type::value:
        return "number, text or boolean";
    case Type::choice:
        break;
    case Type::host_cpu:
        return "`\"auto\"`, `\"none\"`, number";
    case Type::texts:
        return "list of texts";
    case Type::text_or_texts:
        return "text, or list of texts";
    case Type::paths:
        return "list of paths";
    case Type::events:
        return "list of events";
    case Type::settings:
        return "list of `\"KEY=VALUE\"`";
    case Type::path_map:
        return "table: text → path";
    case Type::value_or_table:
        return "number, text or boolean; or a table";
    case Type::values_or_table:
        return "list of numbers or texts; or a table";
    case Type::table:
        return "table";
    case Type::tables:
        return "list of tables";
    }
    return "";
}

} // namespace

const Key* Section::find(std::string_view name) const {
    for (const std::string_view wanted : {name, std::string_view("*")}) {
        const auto found = std::find_if(keys.begin(), keys.end(),
                                        [wanted](const Key& key) { return key.name == wanted; });
        if (found != keys.end()) {
            return &*found;
        }
    }
    return nullptr;
}

const std::vector<Section>& sections() {
    static const std::vector<Section> all = [] {
        std::vector<Section> list = scenario_sections();
        for (const std::vector<Section>& more : {node_sections(), experiment_sections()}) {
            list.insert(list.end(), more.begin(), more.end());
        }
        return list;
    }();
    return all;
}

const Section& section(std::string_view path) {
    const auto found = std::find_if(sections().begin(), sections().end(),
                                    [path](const Section& each) { return each.path == path; });
    if (found == sections().end()) {
        throw std::logic_error(fmt::format("no keys are known of '{}'", path));
    }
    return *found;
}

std::string problem_with_key(const std::vector<std::string>& keys) {
    if (keys.front() == "platform" && keys.size() > 1) {
        return keys.size() == 3 ? "" : "expected platform.LABEL.PROPERTY";
    }
    const Section* within = &section("");
    std::string path;
    for (const std::string& name : keys) {
        path += (path.empty() ? "" : ".") + name;
        if (!within) {
            return fmt::format("unknown key '{}': there are no keys in what is around it", path);
        }
        const Key* key = within->find(name);
        if (!key) {
            measure::Suggestion suggestion(name);
            for (const Key& known : within->keys) {
                suggestion.consider(known.name);
            }
            return fmt::format("unknown key '{}'{}", path, suggestion.text());
        }
        if (key->type == Type::path_map) {
            return "";
        }
        within =
            key->section.empty() || key->type == Type::tables ? nullptr : &section(key->section);
    }
    return "";
}

std::string type_text(const Key& key) {
    const std::string type = key.type == Type::choice ? choices_text(key) : name_of(key.type);
    return key.least.empty()     ? type
           : key.least == "1 ns" ? type + ", more than 0"
                                 : fmt::format("{}, {} or more", type, key.least);
}

} // namespace ampsim::scenario

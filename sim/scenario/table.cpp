// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/table.h"

#include "sim/error.h"
#include "sim/measure/suggestion.h"
#include "sim/scenario/duration.h"
#include "sim/scenario/forms.h"
#include "sim/scenario/toml_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace ampsim::scenario {

namespace {

constexpr const char* a_string = "a string";
constexpr const char* strings = "an array of strings, such as [\"a\", \"b\"]";
constexpr const char* scalars = "an array of numbers or strings, such as [1, 2]";
constexpr const char* a_scalar = "a number, a boolean or a string";
constexpr const char* an_array_of_tables = "an array of tables";

} // namespace

// --- What is known of a key ------------------------------------------------------------------

const Key& Table::known(const std::string& key) const {
    const Key* found = section_->find(key);
    if (!found) {
        throw std::logic_error(fmt::format("key '{}' is read, but not in the table of keys, '{}'",
                                           path_of(key), section_->path));
    }
    return *found;
}

void Table::fail(const std::string& key, const std::string& problem) const {
    document_->fail(path_of(key), problem);
}

void Table::fail_missing(const std::string& key) const {
    fail(key, fmt::format("missing; expected {}", known(key).required));
}

void Table::fail_type(const std::string& key, const char* expected, const toml::node& got) const {
    fail(key, fmt::format("expected {}, got {}", expected, description_of(got)));
}

void Table::require_form(const Key& key, const std::string& place, const std::string& text) const {
    if (const std::string problem = problem_with(key, text); !problem.empty()) {
        fail(place, problem);
    }
}

VirtualTime Table::parse(const std::string& key, const std::string& text) const {
    const Key& is = known(key);
    const VirtualTime least = is.least.empty() ? VirtualTime{0} : parse_duration(is.least);
    VirtualTime duration{};
    try {
        duration = parse_duration(text);
    } catch (const InputError& error) {
        fail(key, error.what());
    }
    if (duration < least) {
        fail(key, least == VirtualTime{1} ? "expected more than no time"
                                          : fmt::format("expected {} or more", is.least));
    }
    return duration;
}

// --- One value --------------------------------------------------------------------------------

toml::node* Table::find(const std::string& key) {
    known(key);
    asked_.insert(key);
    return table_->get(key);
}

toml::node* Table::find_toml(const std::string& key, const char* expected) {
    toml::node* value = find(key);
    if (value && !document_->parse_text(path_of(key), *table_, key)) {
        fail_type(key, expected, *value);
    }
    return table_->get(key);
}

std::optional<std::string> Table::text(const std::string& key) {
    const toml::node* value = find(key);
    if (!value) {
        return known(key).default_text();
    }
    if (!value->is_string()) {
        fail_type(key, a_string, *value);
    }
    std::string text = value->as_string()->get();
    if (document_->texts_.count(path_of(key)) != 0 && !text.empty() &&
        (text.front() == '"' || text.front() == '\'')) { // --set KEY="VALUE", quotes and all
        const toml::table quoted = parse_value(text);
        text = quoted["value"].value_or(text);
    }
    require_form(known(key), key, text);
    return text;
}

std::optional<std::string> Table::scalar(const std::string& key) {
    const toml::node* value = find(key);
    if (!value) {
        return known(key).default_text();
    }
    std::optional<std::string> text = scalar_text(*value);
    if (const auto given = document_->texts_.find(path_of(key)); given != document_->texts_.end()) {
        const toml::table parsed = parse_value(given->second);
        const toml::node* as_toml = parsed.get("value");
        text = as_toml ? scalar_text(*as_toml).value_or(given->second) : given->second;
    }
    if (!text) {
        fail_type(key, a_scalar, *value);
    }
    require_form(known(key), key, *text);
    return text;
}

std::optional<VirtualTime> Table::duration(const std::string& key) {
    const toml::node* value = find(key);
    if (value && !scalar_text(*value)) {
        fail_type(key, "a duration with its unit, such as \"60 s\"", *value);
    }
    const std::optional<std::string> text =
        !value || value->is_string() ? this->text(key) : scalar_text(*value);
    return text ? std::optional(parse(key, *text)) : std::nullopt;
}

std::optional<VirtualTime> Table::nanoseconds(const std::string& key) {
    const std::optional<std::string> text = scalar(key);
    if (!text) {
        return std::nullopt;
    }
    const bool is_number =
        !text->empty() && text->find_first_not_of("0123456789") == std::string::npos;
    return parse(key, is_number ? *text + " ns" : *text);
}

std::optional<bool> Table::flag(const std::string& key) {
    const std::optional<std::string> text = scalar(key);
    if (text && *text != "true" && *text != "false") {
        fail(key, fmt::format("expected true or false, got '{}'", *text));
    }
    return text ? std::optional<bool>(*text == "true") : std::nullopt;
}

// --- Lists and tables -------------------------------------------------------------------------

std::optional<std::vector<std::string>> Table::scalar_list(const std::string& key) {
    const toml::node* value = find_toml(key, scalars);
    if (!value) {
        return std::nullopt;
    }
    if (!value->is_array()) {
        fail_type(key, scalars, *value);
    }
    std::vector<std::string> list;
    for (const toml::node& each : *value->as_array()) {
        const std::optional<std::string> text = scalar_text(each);
        if (!text) {
            fail_type(scenario::path_of(key, list.size()), a_scalar, each);
        }
        list.push_back(*text);
    }
    return list;
}

std::vector<std::string> Table::text_list(const std::string& key) {
    const toml::node* value = find_toml(key, strings);
    std::vector<std::string> list;
    if (!value) {
        return list;
    }
    if (!value->is_array()) {
        fail_type(key, strings, *value);
    }
    for (const toml::node& each : *value->as_array()) {
        const std::string place = scenario::path_of(key, list.size());
        if (!each.is_string()) {
            fail_type(place, a_string, each);
        }
        list.push_back(each.as_string()->get());
        require_form(known(key), place, list.back());
    }
    return list;
}

std::map<std::string, std::string> Table::text_map(const std::string& key) {
    static const Section any_text{"", {Key{"*", Type::text}}};
    std::map<std::string, std::string> map;
    toml::node* value = find_toml(key, "a table");
    if (!value) {
        return map;
    }
    if (!value->is_table()) {
        fail_type(key, "a table", *value);
    }
    Table inner{*document_, *value->as_table(), path_of(key), any_text};
    for (const std::string& name : inner.keys()) {
        map[name] = *inner.text(name);
    }
    return map;
}

std::optional<Table> Table::table(const std::string& key) {
    toml::node* value = find_toml(key, "a table");
    if (!value) {
        return std::nullopt;
    }
    if (!value->is_table()) {
        fail_type(key, "a table", *value);
    }
    return Table{*document_, *value->as_table(), path_of(key), section(known(key).section)};
}

std::vector<Table> Table::tables(const std::string& key) {
    toml::node* value = find_toml(key, an_array_of_tables);
    std::vector<Table> list;
    if (!value) {
        return list;
    }
    if (!value->is_array()) {
        fail_type(key, an_array_of_tables, *value);
    }
    for (toml::node& each : *value->as_array()) {
        if (!each.is_table()) {
            fail_type(scenario::path_of(key, list.size()), "a table", each);
        }
        list.push_back(Table{*document_, *each.as_table(),
                             scenario::path_of(path_of(key), list.size()),
                             section(known(key).section)});
    }
    return list;
}

// --- Required ones ----------------------------------------------------------------------------

std::string Table::required_text(const std::string& key) {
    if (!find(key)) {
        fail_missing(key);
    }
    const std::optional<std::string> text = this->text(key);
    if (!text || text->empty()) {
        fail_missing(key);
    }
    return *text;
}

std::string Table::required_scalar(const std::string& key) {
    std::optional<std::string> text = scalar(key);
    if (!text) {
        fail_missing(key);
    }
    return *text;
}

Table Table::required_table(const std::string& key) {
    std::optional<Table> table = this->table(key);
    if (!table) {
        fail_missing(key);
    }
    return *table;
}

std::vector<Table> Table::required_tables(const std::string& key) {
    std::vector<Table> tables = this->tables(key);
    if (tables.empty()) {
        fail_missing(key);
    }
    return tables;
}

// --- The keys of a table ----------------------------------------------------------------------

bool Table::is(const std::string& key, toml::node_type type) const {
    const toml::node* value = table_->get(key);
    if (value && document_->texts_.count(path_of(key)) != 0) {
        const toml::table parsed = parse_value(value->as_string()->get());
        const toml::node* given = parsed.get("value");
        return given && given->type() == type;
    }
    return value && value->type() == type;
}

std::vector<std::string> Table::keys() const {
    std::vector<std::string> keys;
    for (const auto& [key, value] : *table_) {
        keys.emplace_back(key.str());
    }
    return keys;
}

std::vector<std::string> Table::keys_in_order() const {
    std::vector<std::string> in_order = keys();
    const auto place = [this](const std::string& key) {
        const auto found = document_->places_.find(path_of(key));
        return found == document_->places_.end() ? Document::Place{document_->files_.size(), 0, 0}
                                                 : found->second;
    };
    std::stable_sort(in_order.begin(), in_order.end(),
                     [&](const auto& a, const auto& b) { return place(a) < place(b); });
    return in_order;
}

void Table::finish() const {
    for (const std::string& key : keys()) {
        if (asked_.count(key) != 0) {
            continue;
        }
        std::string help = measure::did_you_mean(key, {asked_.begin(), asked_.end()});
        if (help.empty()) {
            help = fmt::format("; known keys are: {}", fmt::join(asked_, ", "));
        }
        fail(key, "unknown key" + help);
    }
}

} // namespace ampsim::scenario

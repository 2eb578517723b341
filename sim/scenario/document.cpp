// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/document.h"

#include "sim/error.h"
#include "sim/measure/suggestion.h"
#include "sim/scenario/duration.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <limits>
#include <sstream>

namespace ampsim::scenario {

namespace {

std::string join(const std::string& path, std::string_view key) {
    return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
}

std::string element(const std::string& path, std::size_t index) {
    return fmt::format("{}[{}]", path, index);
}

/// The path of the table or array around it; empty for a key of the file's top level.
std::string parent_of(const std::string& path) {
    const std::size_t cut = path.find_last_of(".[");
    return cut == std::string::npos ? std::string{} : path.substr(0, cut);
}

/// Integers, floats, booleans and strings as text.
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

/// A TOML value that stands alone, as the only value of a table; an empty table when it is not
/// TOML.
toml::table parse_value(const std::string& text) {
    try {
        toml::table parsed = toml::parse("value = " + text);
        return parsed.size() == 1 ? parsed : toml::table{};
    } catch (const toml::parse_error&) {
        return {};
    }
}

constexpr const char* a_string = "a string";
constexpr const char* strings = "an array of strings, such as [\"a\", \"b\"]";

} // namespace

Document::Document(std::string file) : file_(std::move(file)) {
    std::ifstream in(file_, std::ios::binary);
    if (!in) {
        throw InputError(fmt::format("{}: cannot read this scenario file", file_));
    }
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    try {
        root_ = toml::parse(text);
    } catch (const toml::parse_error& error) {
        throw InputError(fmt::format("{}:{}:{}: {}", file_, error.source().begin.line,
                                     error.source().begin.column, error.description()));
    }
    remember_places(root_, "");
}

void Document::remember_places(const toml::node& node, const std::string& path) {
    if (const toml::table* table = node.as_table()) {
        for (const auto& [key, value] : *table) {
            const std::string inner = join(path, key.str());
            places_[inner] = key.source().begin;
            remember_places(value, inner);
        }
    } else if (const toml::array* array = node.as_array()) {
        for (std::size_t i = 0; i < array->size(); ++i) {
            const std::string inner = element(path, i);
            places_[inner] = (*array)[i].source().begin;
            remember_places((*array)[i], inner);
        }
    }
}

void Document::set(const std::vector<std::string>& keys, const std::string& text,
                   const std::string& flag) {
    toml::table* table = &root_;
    std::string path;
    for (std::size_t i = 0; i + 1 < keys.size(); ++i) {
        path = join(path, keys[i]);
        if (!table->contains(keys[i])) {
            table->insert(keys[i], toml::table{});
        }
        parse_text(path, *table, keys[i]);
        toml::table* inner = table->get(keys[i])->as_table();
        if (!inner) {
            throw InputError(fmt::format("{}: '{}' is {}, so it has no key '{}'", flag, path,
                                         description_of(*table->get(keys[i])), keys[i + 1]));
        }
        table = inner;
    }
    path = join(path, keys.back());
    table->insert_or_assign(keys.back(), text);
    flags_[path] = flag;
    texts_[path] = text;
}

bool Document::parse_text(const std::string& path, toml::table& parent, const std::string& key) {
    const auto text = texts_.find(path);
    if (text == texts_.end()) {
        return true;
    }
    toml::table parsed = parse_value(text->second);
    if (parsed.empty()) {
        return false;
    }
    parent.insert_or_assign(key, std::move(*parsed.get("value")));
    texts_.erase(text);
    return true;
}

std::string Document::text_without(const std::vector<std::string>& paths) const {
    toml::table copy = root_;
    for (const std::string& path : paths) {
        const std::size_t dot = path.rfind('.');
        toml::table* parent =
            dot == std::string::npos ? &copy : copy.at_path(path.substr(0, dot)).as_table();
        if (parent != nullptr) {
            parent->erase(path.substr(dot == std::string::npos ? 0 : dot + 1));
        }
    }
    std::ostringstream text;
    text << toml::toml_formatter{copy};
    return text.str();
}

Table Document::root() {
    return {*this, root_, ""};
}

const std::string* Document::flag_of(const std::string& path) const {
    for (std::string around = path; !around.empty(); around = parent_of(around)) {
        const auto flag = flags_.find(around);
        if (flag != flags_.end()) {
            return &flag->second;
        }
    }
    if (places_.count(path) == 0) {
        const auto inside = flags_.lower_bound(path + ".");
        if (inside != flags_.end() && inside->first.compare(0, path.size() + 1, path + ".") == 0) {
            return &inside->second;
        }
    }
    return nullptr;
}

std::string Document::place_of(const std::string& path) const {
    if (const std::string* flag = flag_of(path)) {
        return *flag;
    }
    for (std::string around = path; !around.empty(); around = parent_of(around)) {
        const auto place = places_.find(around);
        if (place != places_.end()) {
            return fmt::format("{}:{}:{}: key '{}'", file_, place->second.line,
                               place->second.column, path);
        }
    }
    return fmt::format("{}: key '{}'", file_, path);
}

void Document::fail(const std::string& path, const std::string& problem) const {
    throw InputError(fmt::format("{}: {}", place_of(path), problem));
}

// --- Table ------------------------------------------------------------------------------------

std::string Table::path_of(const std::string& key) const {
    return join(path_, key);
}

void Table::fail(const std::string& key, const std::string& problem) const {
    document_->fail(path_of(key), problem);
}

void Table::fail_type(const std::string& key, const char* expected, const toml::node& got) const {
    fail(key, fmt::format("expected {}, got {}", expected, description_of(got)));
}

toml::node* Table::find(const std::string& key) {
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
        return std::nullopt;
    }
    if (!value->is_string()) {
        fail_type(key, a_string, *value);
    }
    const std::string& text = value->as_string()->get();
    if (document_->texts_.count(path_of(key)) != 0 && !text.empty() &&
        (text.front() == '"' || text.front() == '\'')) { // --set KEY="VALUE", quotes and all
        const toml::table quoted = parse_value(text);
        if (const auto* inner = quoted["value"].as_string()) {
            return inner->get();
        }
    }
    return text;
}

std::optional<VirtualTime> Table::duration(const std::string& key) {
    const toml::node* value = find(key);
    if (!value) {
        return std::nullopt;
    }
    const std::optional<std::string> text =
        value->is_string() ? this->text(key) : scalar_text(*value);
    if (!text) {
        fail_type(key, "a duration with its unit, such as \"60 s\"", *value);
    }
    try {
        return parse_duration(*text);
    } catch (const InputError& error) {
        fail(key, error.what());
    }
}

std::optional<VirtualTime> Table::nanoseconds(const std::string& key) {
    const std::optional<std::string> text = scalar(key);
    if (!text) {
        return std::nullopt;
    }
    const bool is_number =
        !text->empty() && text->find_first_not_of("0123456789") == std::string::npos;
    try {
        return parse_duration(is_number ? *text + " ns" : *text);
    } catch (const InputError& error) {
        fail(key, error.what());
    }
}

std::optional<bool> Table::flag(const std::string& key) {
    const std::optional<std::string> text = scalar(key);
    if (text && *text != "true" && *text != "false") {
        fail(key, fmt::format("expected true or false, got '{}'", *text));
    }
    return text ? std::optional<bool>(*text == "true") : std::nullopt;
}

std::optional<std::string> Table::scalar(const std::string& key) {
    const toml::node* value = find(key);
    if (!value) {
        return std::nullopt;
    }
    if (const auto given = document_->texts_.find(path_of(key)); given != document_->texts_.end()) {
        const toml::table parsed = parse_value(given->second);
        const toml::node* as_toml = parsed.get("value");
        return as_toml ? scalar_text(*as_toml).value_or(given->second) : given->second;
    }
    std::optional<std::string> text = scalar_text(*value);
    if (!text) {
        fail_type(key, "a number, a boolean or a string", *value);
    }
    return text;
}

std::optional<std::vector<std::string>> Table::text_list(const std::string& key) {
    const toml::node* value = find_toml(key, strings);
    if (!value) {
        return std::nullopt;
    }
    const toml::array* array = value->as_array();
    if (!array) {
        fail_type(key, strings, *value);
    }
    std::vector<std::string> list;
    for (std::size_t i = 0; i < array->size(); ++i) {
        if (!(*array)[i].is_string()) {
            fail_type(element(key, i), a_string, (*array)[i]);
        }
        list.push_back((*array)[i].as_string()->get());
    }
    return list;
}

std::optional<std::vector<std::string>> Table::scalar_list(const std::string& key) {
    constexpr const char* scalars = "an array of numbers or strings, such as [1, 2]";
    const toml::node* value = find_toml(key, scalars);
    if (!value) {
        return std::nullopt;
    }
    const toml::array* array = value->as_array();
    if (!array) {
        fail_type(key, scalars, *value);
    }
    std::vector<std::string> list;
    for (std::size_t i = 0; i < array->size(); ++i) {
        const std::optional<std::string> text = scalar_text((*array)[i]);
        if (!text) {
            fail_type(element(key, i), "a number, a boolean or a string", (*array)[i]);
        }
        list.push_back(*text);
    }
    return list;
}

std::optional<std::map<std::string, std::string>> Table::text_map(const std::string& key) {
    std::optional<Table> inner = table(key);
    if (!inner) {
        return std::nullopt;
    }
    std::map<std::string, std::string> map;
    for (const std::string& name : inner->keys()) {
        map[name] = *inner->text(name);
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
    return Table{*document_, *value->as_table(), path_of(key)};
}

std::vector<Table> Table::tables(const std::string& key) {
    toml::node* value = find_toml(key, "an array of tables");
    std::vector<Table> list;
    if (!value) {
        return list;
    }
    toml::array* array = value->as_array();
    if (!array) {
        fail_type(key, "an array of tables", *value);
    }
    for (std::size_t i = 0; i < array->size(); ++i) {
        if (!(*array)[i].is_table()) {
            fail_type(element(key, i), "a table", (*array)[i]);
        }
        list.push_back(Table{*document_, *(*array)[i].as_table(), element(path_of(key), i)});
    }
    return list;
}

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
        return found == document_->places_.end()
                   ? std::pair{std::numeric_limits<toml::source_index>::max(), toml::source_index{}}
                   : std::pair{found->second.line, found->second.column};
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

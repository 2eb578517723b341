// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/base.h"

#include "sim/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace ampsim::scenario {

namespace fs = std::filesystem;

namespace {

constexpr const char* base_key = "base";

constexpr std::size_t largest_file = std::size_t{1} << 24;

toml::table read(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::string text(largest_file, '\0');
    if (!in.read(text.data(), static_cast<std::streamsize>(text.size())) && !in.eof()) {
        throw InputError(fmt::format("{}: cannot read this scenario file", file));
    }
    if (!in.eof()) {
        throw InputError(fmt::format("{}: too large to be a scenario", file));
    }
    text.resize(static_cast<std::size_t>(in.gcount()));
    try {
        return toml::parse(text, file);
    } catch (const toml::parse_error& error) {
        throw InputError(fmt::format("{}:{}:{}: {}", file, error.source().begin.line,
                                     error.source().begin.column, error.description()));
    }
}

/// In the place of what is there, with the key's place.
void put(toml::table& into, const toml::key& key, toml::node& value) {
    into.erase(key.str());
    value.visit([&](auto& typed) { into.insert_or_assign(key, std::move(typed)); });
}

bool is_any_of(std::string_view key, std::initializer_list<std::string_view> keys) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

std::string name_of(const toml::node& table) {
    return table.is_table() ? (*table.as_table())["name"].value_or(std::string{}) : "";
}

/// Behind the base's; a table takes the place of one with the same name.
void add_to(toml::array& list, toml::array& added) {
    for (toml::node& element : added) {
        const std::string name = name_of(element);
        const auto same = std::find_if(list.begin(), list.end(), [&](const toml::node& other) {
            return !name.empty() && name_of(other) == name;
        });
        element.visit([&](auto& typed) {
            if (same == list.end()) {
                list.push_back(std::move(typed));
            } else {
                list.replace(same, std::move(typed));
            }
        });
    }
}

/// `path` is that of the two tables.
void merge(toml::table& base, toml::table& own, const std::vector<std::string_view>& path) {
    const bool is_scenario = path.empty() || (path.size() == 2 && path.front() == "variants");
    for (auto&& [key, value] : own) {
        toml::node* other = base.get(key);
        if (other && is_scenario && other->is_array() && value.is_array() &&
            is_any_of(key.str(), {"expectations", "probes", "published", "spans"})) {
            add_to(*other->as_array(), *value.as_array());
            continue;
        }
        std::vector<std::string_view> inner = path;
        inner.push_back(key.str());
        const bool is_parameter = inner.size() == 2 && inner.front() == "parameters";
        const bool is_grid = inner == std::vector<std::string_view>{"sweep", "axes"};
        if (other && other->is_table() && value.is_table() && !is_grid) {
            merge(*other->as_table(), *value.as_table(), inner);
        } else if (other && other->is_table() && is_parameter) {
            put(*other->as_table(), toml::key("value", key.source()), value);
        } else {
            put(base, key, value);
        }
    }
}

/// One path for one file, even where it has no name, as /proc/self/fd/3 may have none.
fs::path identity_of(const std::string& file) {
    std::error_code nameless;
    const fs::path path = fs::weakly_canonical(file, nameless);
    return nameless ? fs::absolute(file) : path;
}

toml::table read(const std::string& file, std::vector<std::string>& files,
                 std::vector<fs::path>& around) {
    toml::table own = read(file);
    around.push_back(identity_of(file));
    const auto given = own.find(base_key);
    if (given == own.end()) {
        files.push_back(file);
        return own;
    }
    const auto fail = [&, place = given->first.source().begin](const std::string& problem) {
        throw InputError(
            fmt::format("{}:{}:{}: key 'base': {}", file, place.line, place.column, problem));
    };
    const std::string name = given->second.value_or(std::string{});
    if (name.empty()) {
        fail("expected the path of another scenario, such as \"other.toml\"");
    }
    const std::string path = (fs::path(file).parent_path() / name).string();
    std::error_code unknown;
    if (!fs::is_regular_file(path, unknown)) {
        fail(fmt::format("there is no file {}", path));
    }
    if (std::find(around.begin(), around.end(), identity_of(path)) != around.end()) {
        fail(fmt::format("{} builds on this file itself", path));
    }
    own.erase(base_key);
    toml::table base = read(path, files, around);
    files.push_back(file);
    base.erase("name");
    base.erase("description");
    merge(base, own, {});
    return base;
}

} // namespace

toml::table read_with_base(const std::string& file, std::vector<std::string>& files) {
    std::vector<fs::path> around;
    return read(file, files, around);
}

} // namespace ampsim::scenario

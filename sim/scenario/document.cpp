// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/document.h"

#include "sim/error.h"
#include "sim/scenario/base.h"
#include "sim/scenario/keys.h"
#include "sim/scenario/table.h"
#include "sim/scenario/toml_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace ampsim::scenario {

namespace fs = std::filesystem;

namespace {

/// The path of the table or array around it; empty for a key of the file's top level.
std::string parent_of(const std::string& path) {
    const std::size_t cut = path.find_last_of(".[");
    return cut == std::string::npos ? std::string{} : path.substr(0, cut);
}

} // namespace

std::string path_of(const std::string& path, std::string_view key) {
    return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
}

std::string path_of(const std::string& path, std::size_t index) {
    return fmt::format("{}[{}]", path, index);
}

Document::Document(std::string file) : file_(std::move(file)) {
    root_ = read_with_base(file_, files_);
    remember_places(root_, "");
}

void Document::remember_places(const toml::node& node, const std::string& path) {
    const auto place = [this](const toml::source_region& source) {
        const auto file =
            source.path ? std::find(files_.begin(), files_.end(), *source.path) : files_.end();
        return Place{static_cast<std::size_t>(file - files_.begin()), source.begin.line,
                     source.begin.column};
    };
    if (const toml::table* table = node.as_table()) {
        for (const auto& [key, value] : *table) {
            const std::string inner = path_of(path, key.str());
            places_[inner] = place(key.source());
            remember_places(value, inner);
        }
    } else if (const toml::array* array = node.as_array()) {
        for (std::size_t i = 0; i < array->size(); ++i) {
            const std::string inner = path_of(path, i);
            places_[inner] = place((*array)[i].source());
            remember_places((*array)[i], inner);
        }
    }
}

void Document::set(const std::vector<std::string>& keys, const std::string& text,
                   const Origin& origin) {
    toml::table* table = &root_;
    std::string path;
    for (std::size_t i = 0; i + 1 < keys.size(); ++i) {
        path = path_of(path, keys[i]);
        if (!table->contains(keys[i])) {
            table->insert(keys[i], toml::table{});
        }
        parse_text(path, *table, keys[i]);
        toml::table* inner = table->get(keys[i])->as_table();
        if (!inner) {
            throw InputError(fmt::format("{}: '{}' is {}, so it has no key '{}'", origin.flag, path,
                                         description_of(*table->get(keys[i])), keys[i + 1]));
        }
        table = inner;
    }
    path = path_of(path, keys.back());
    table->insert_or_assign(keys.back(), text);
    origins_[path] = origin;
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
    return {*this, root_, "", section("")};
}

const Document::Origin* Document::origin_of(const std::string& path) const {
    for (std::string around = path; !around.empty(); around = parent_of(around)) {
        const auto origin = origins_.find(around);
        if (origin != origins_.end()) {
            return &origin->second;
        }
    }
    if (places_.count(path) == 0) {
        const auto inside = origins_.lower_bound(path + ".");
        if (inside != origins_.end() &&
            inside->first.compare(0, path.size() + 1, path + ".") == 0) {
            return &inside->second;
        }
    }
    return nullptr;
}

const Document::Place* Document::find_place(const std::string& path) const {
    for (std::string around = path; !around.empty(); around = parent_of(around)) {
        const auto place = places_.find(around);
        if (place != places_.end() && place->second.file < files_.size()) {
            return &place->second;
        }
    }
    return nullptr;
}

fs::path Document::directory_of(const std::string& path) const {
    if (const Origin* origin = origin_of(path)) {
        return origin->directory;
    }
    const Place* place = find_place(path);
    return fs::absolute(place ? files_[place->file] : file_).parent_path();
}

std::string Document::place_of(const std::string& path) const {
    if (const Origin* origin = origin_of(path)) {
        return origin->flag;
    }
    if (const Place* place = find_place(path)) {
        return fmt::format("{}:{}:{}: key '{}'", files_[place->file], place->line, place->column,
                           path);
    }
    return fmt::format("{}: key '{}'", file_, path);
}

void Document::fail(const std::string& path, const std::string& problem) const {
    throw InputError(fmt::format("{}: {}", place_of(path), problem));
}

} // namespace ampsim::scenario

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/reference_page.h"

#include "sim/error.h"
#include "sim/scenario/keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

namespace ampsim::scenario {

namespace {

constexpr std::string_view opening = "<!-- keys of ";
constexpr std::string_view closing = " -->\n";
constexpr std::string_view end_mark = "<!-- end of keys -->\n";
constexpr std::string_view top = "the top level";

std::string in_cell(std::string_view text) {
    std::string cell(text);
    for (std::size_t bar = 0; (bar = cell.find('|', bar)) != std::string::npos; bar += 2) {
        cell.insert(bar, "\\");
    }
    return cell;
}

std::string default_of(const Key& key) {
    if (!key.required.empty()) {
        return "**required**";
    }
    if (!key.fallback) {
        return key.otherwise.empty() ? "none" : std::string(key.otherwise);
    }
    return key.type == Type::boolean ? fmt::format("`{}`", *key.fallback)
                                     : fmt::format("`\"{}\"`", *key.fallback);
}

std::string table_of(const Section& section) {
    const bool only_for = std::any_of(section.keys.begin(), section.keys.end(),
                                      [](const Key& key) { return !key.only_for.empty(); });
    std::string text =
        fmt::format("| key |{} type | default | example | |\n|---|{}---|---|---|---|\n",
                    only_for ? " for |" : "", only_for ? "---|" : "");
    for (const Key& key : section.keys) {
        text +=
            fmt::format("| {} |{} {} | {} | `{}` | {} |\n",
                        key.name == "*" ? "any name" : fmt::format("`{}`", key.name),
                        only_for ? fmt::format(" {} |", key.only_for) : "", in_cell(type_text(key)),
                        in_cell(default_of(key)), in_cell(key.example), in_cell(key.meaning));
    }
    return text;
}

} // namespace

std::string with_key_tables(const std::string& page) {
    std::string made;
    std::set<std::string> missing;
    for (const Section& each : sections()) {
        missing.insert(std::string(each.path));
    }
    std::size_t place = 0;
    for (std::size_t mark = 0; (mark = page.find(opening, place)) != std::string::npos;) {
        const std::size_t name = mark + opening.size();
        const std::size_t name_end = page.find(closing, name);
        const std::size_t end = page.find(end_mark, name);
        if (name_end == std::string::npos || end == std::string::npos) {
            throw InputError(fmt::format("a mark '{}...' without its end '{}'", opening,
                                         end_mark.substr(0, end_mark.size() - 1)));
        }
        std::string path = page.substr(name, name_end - name);
        path = path == top ? "" : path;
        if (missing.erase(path) == 0) {
            throw InputError(fmt::format("'{}{}': there are no such keys, or they are there twice",
                                         opening, path));
        }
        made += page.substr(place, name_end + closing.size() - place) + table_of(section(path));
        place = end;
    }
    if (!missing.empty()) {
        throw InputError(fmt::format("there is no table of the keys of {}; expected '{}{}{}{}'",
                                     fmt::join(missing, ", "), opening, *missing.begin(), closing,
                                     end_mark));
    }
    return made + page.substr(place);
}

} // namespace ampsim::scenario

// SPDX-License-Identifier: BSD-3-Clause
//
// Every key that a scenario may have, in one table: its type, default, bounds, meaning, an example.
// Readers take types, checks and defaults from here (table.h); the tables of
// docs/reference/scenario.md and the JSON Schema for editors are made from it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ampsim::scenario {

enum class Type {
    text,
    name,        ///< letters, digits, '-', '_', '.', no '.' first
    path,        ///< starts at the file that says it, or "guest:..."
    event,       ///< "off:linux"
    duration,    ///< "1.5 ms"
    nanoseconds, ///< a whole number of ns, or a duration
    boolean,
    whole,    ///< a whole number, decimal or "0x..."; where the key says so, a parameter's name
    value,    ///< number, text or boolean
    choice,   ///< one of Key::choices
    host_cpu, ///< "auto", "none" or a number
    texts,    ///< list of text
    text_or_texts,
    paths,
    events,
    settings,       ///< list of "KEY=VALUE"
    path_map,       ///< table: text -> path
    value_or_table, ///< value, or a table as Key::section says
    values_or_table,
    table,  ///< as Key::section says
    tables, ///< array of such
};

/// A key; the functions add what not every key has.
struct Key {
    Key(std::string_view key, Type takes, std::string_view for_example = "",
        std::string_view means = "")
        : name(key), type(takes), example(for_example), meaning(means) {}

    std::string_view name; ///< "*": any, the user's choice
    Type type;
    std::string_view example; ///< as TOML: "\"off:linux\""
    std::string_view meaning; ///< Markdown, one line

    /// The default, as --set takes it.
    std::optional<std::string_view> fallback;
    /// Prose for what holds without the key, where there is no fallback.
    std::string_view otherwise;
    /// What a missing one is asked for with: "the event that ends the run". Empty: not required.
    std::string_view required;
    std::vector<std::string_view> choices;
    std::string_view least;    ///< of a duration, with that: "1 us"; empty: "0 ns"
    std::string_view section;  ///< of tables: the path of theirs
    std::string_view only_for; ///< what a node has to be: "Linux"

    std::optional<std::string> default_text() const {
        return fallback ? std::optional<std::string>(*fallback) : std::nullopt;
    }

    Key defaults_to(std::string_view text) const {
        return with(&Key::fallback, std::optional(text));
    }
    Key else_is(std::string_view prose) const { return with(&Key::otherwise, prose); }
    Key is_required(std::string_view as) const { return with(&Key::required, as); }
    Key is_at_least(std::string_view duration) const { return with(&Key::least, duration); }
    Key has(std::string_view path) const { return with(&Key::section, path); }
    Key is_for(std::string_view nodes) const { return with(&Key::only_for, nodes); }
    Key is_one_of(std::vector<std::string_view> texts) const {
        return with(&Key::choices, std::move(texts));
    }

private:
    template <class Value>
    Key with(Value Key::*field, Value value) const {
        Key copy = *this;
        copy.*field = std::move(value);
        return copy;
    }
};

/// The keys of one kind of table.
struct Section {
    std::string_view path; ///< "end", "nodes.NAME", "spans[]"; "" for the top level
    std::vector<Key> keys;

    /// By name, or else "*"; null when it has neither.
    const Key* find(std::string_view name) const;
};

const std::vector<Section>& sections();

/// Throws std::logic_error when there is none.
const Section& section(std::string_view path);

/// What is wrong with a key as --set takes it, but for parameters without their prefix: "unknown
/// key 'end.whn'; did you mean 'when'?". Empty: nothing, as far as it can be known without a
/// platform.
std::string problem_with_key(const std::vector<std::string>& keys);

/// As people read it: "list of events", "`\"hub\"`, `\"process\"`".
std::string type_text(const Key& key);

} // namespace ampsim::scenario

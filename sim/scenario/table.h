// SPDX-License-Identifier: BSD-3-Clause
//
// A table of a scenario, read key by key. What a key may be (its type, its choices, its bounds) and
// what it is when it is absent says the table of all keys (keys.h): a getter checks the one, and
// gives the other.
//
// Readers ask for the keys that they know, and then call finish(): what nobody asked for is an
// unknown key. The type is also what turns the text of a --set into a value.
#pragma once

#include "sim/scenario/document.h"
#include "sim/scenario/keys.h"
#include "sim/time/virtual_time.h"

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ampsim::scenario {

/// Getters throw InputError when a value is not what its key takes. Of an absent key they give the
/// default, or nothing when it has none. They throw std::logic_error for a key that keys.h does not
/// have.
class Table {
public:
    std::optional<std::string> text(const std::string& key); ///< all types that are one text
    std::optional<VirtualTime> duration(const std::string& key);
    /// A whole number of ns, or a duration.
    std::optional<VirtualTime> nanoseconds(const std::string& key);
    std::optional<bool> flag(const std::string& key);
    /// String, integer, float or boolean, as text.
    std::optional<std::string> scalar(const std::string& key);
    std::optional<std::vector<std::string>> scalar_list(const std::string& key); ///< as text
    std::vector<std::string> text_list(const std::string& key);
    std::map<std::string, std::string> text_map(const std::string& key);
    std::optional<Table> table(const std::string& key);
    std::vector<Table> tables(const std::string& key);

    // Of a required key. Throw InputError that asks for it when it is absent or empty.
    std::string required_text(const std::string& key);
    std::string required_scalar(const std::string& key);
    Table required_table(const std::string& key);
    std::vector<Table> required_tables(const std::string& key);

    bool has(const std::string& key) const { return table_->contains(key); }
    bool is_table(const std::string& key) const { return is(key, toml::node_type::table); }
    bool is_array(const std::string& key) const { return is(key, toml::node_type::array); }
    std::vector<std::string> keys() const;          ///< in alphabetical order
    std::vector<std::string> keys_in_order() const; ///< as they are written; those of --set last

    /// The full name of a key of this table: "nodes.linux.kernel".
    std::string path_of(const std::string& key) const { return scenario::path_of(path_, key); }

    // Of a key, as Document has them.
    std::string place_of(const std::string& key) const { return document_->place_of(path_of(key)); }
    std::filesystem::path directory_of(const std::string& key) const {
        return document_->directory_of(path_of(key));
    }
    [[noreturn]] void fail(const std::string& key, const std::string& problem) const;

    /// Throws InputError at the first key that nobody asked for.
    void finish() const;

private:
    friend class Document;
    Table(Document& document, toml::table& table, std::string path, const Section& section)
        : document_(&document), table_(&table), path_(std::move(path)), section_(&section) {}

    /// What is known of a key.
    const Key& known(const std::string& key) const;

    /// Whether there is a value of this type; that of a --set is TOML if it can be.
    bool is(const std::string& key, toml::node_type type) const;

    /// The value of a key as a --set's text or the file gave it.
    toml::node* find(const std::string& key);

    /// The same where text of a --set has to be TOML.
    toml::node* find_toml(const std::string& key, const char* expected);

    /// Throws InputError for a text that its key does not take. `place` is the key, or an element
    /// of it.
    void require_form(const Key& key, const std::string& place, const std::string& text) const;
    VirtualTime parse(const std::string& key, const std::string& text) const; ///< a duration

    [[noreturn]] void fail_missing(const std::string& key) const;
    [[noreturn]] void fail_type(const std::string& key, const char* expected,
                                const toml::node& got) const;

    Document* document_;
    toml::table* table_;
    std::string path_;
    const Section* section_;
    std::set<std::string> asked_;
};

} // namespace ampsim::scenario

// SPDX-License-Identifier: BSD-3-Clause
//
// A TOML file that remembers where each of its keys comes from: a line and column of the file, or a
// --set flag on the command line. Every complaint opens with that place:
//
//   file.toml:7:11: key 'end.when': expected a string, got the integer 5
//   --set end.virtual_timeout=abc: expected a duration with its unit, such as ...
//
// Readers ask a Table for the keys that they know, each with its type, and then call finish(): what
// nobody asked for is an unknown key. The type that a reader asks for is also what turns the text
// of a --set into a value.
#pragma once

#include "sim/time/virtual_time.h"

#include <toml++/toml.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ampsim::scenario {

class Table;

class Document {
public:
    /// Reads and parses the file. Throws InputError.
    explicit Document(std::string file);

    /// Puts the text of `--set KEY=VALUE` at a key, whatever was there; tables on the way to it are
    /// made. Throws InputError when one of them is something else.
    void set(const std::vector<std::string>& keys, const std::string& text,
             const std::string& flag);

    Table root();

    const std::string& file() const { return file_; }

    /// Whether a key comes from --set.
    bool is_set(const std::string& path) const { return flag_of(path) != nullptr; }

    /// All of it as TOML, keys in alphabetical order, but for these keys.
    std::string text_without(const std::vector<std::string>& paths) const;

    /// "file.toml:7:11: key 'end.when'" or "--set end.when=off:linux": what a complaint opens with.
    std::string place_of(const std::string& path) const;

    /// Throws InputError that opens with the place of a key, or of the table around it when it is
    /// not there.
    [[noreturn]] void fail(const std::string& path, const std::string& problem) const;

private:
    friend class Table;

    /// The flag that set a key, or something around it or in it; null when it comes from the file.
    const std::string* flag_of(const std::string& path) const;

    /// Gives the text of a --set at this path, if it is one, its place in the tree as TOML. Returns
    /// false when it is not TOML.
    bool parse_text(const std::string& path, toml::table& parent, const std::string& key);

    void remember_places(const toml::node& node, const std::string& path);

    std::string file_;
    toml::table root_;
    std::map<std::string, toml::source_position> places_; ///< path -> where the file has it
    std::map<std::string, std::string> flags_;            ///< path -> "--set KEY=VALUE"
    std::map<std::string, std::string> texts_; ///< path -> VALUE, until somebody asks for a type
};

/// A table of a document, read key by key. Getters throw InputError when a value is not what they
/// want, and return nothing when the key is absent.
class Table {
public:
    std::optional<std::string> text(const std::string& key);
    std::optional<VirtualTime> duration(const std::string& key);
    /// A whole number of ns, or a duration: for keys that end in "_ns".
    std::optional<VirtualTime> nanoseconds(const std::string& key);
    std::optional<bool> flag(const std::string& key);
    bool has(const std::string& key) const { return table_->contains(key); }
    std::optional<std::string>
    scalar(const std::string& key); ///< string, integer, float or boolean, as text
    std::optional<std::vector<std::string>> text_list(const std::string& key);
    std::optional<std::vector<std::string>> scalar_list(const std::string& key); ///< as text
    std::optional<std::map<std::string, std::string>> text_map(const std::string& key);
    std::optional<Table> table(const std::string& key);
    std::vector<Table> tables(const std::string& key); ///< array of tables; none when absent

    bool is_table(const std::string& key) const { return is(key, toml::node_type::table); }
    bool is_array(const std::string& key) const { return is(key, toml::node_type::array); }
    std::vector<std::string> keys() const;          ///< in alphabetical order
    std::vector<std::string> keys_in_order() const; ///< as they are written; those of --set last

    /// The full name of a key of this table: "nodes.linux.kernel".
    std::string path_of(const std::string& key) const;

    [[noreturn]] void fail(const std::string& key, const std::string& problem) const;

    /// Throws InputError at the first key that nobody asked for.
    void finish() const;

private:
    friend class Document;
    Table(Document& document, toml::table& table, std::string path)
        : document_(&document), table_(&table), path_(std::move(path)) {}

    /// Whether there is a value of this type; that of a --set is TOML if it can be.
    bool is(const std::string& key, toml::node_type type) const;

    /// The value of a key as a --set's text or the file gave it.
    toml::node* find(const std::string& key);

    /// The same where text of a --set has to be TOML.
    toml::node* find_toml(const std::string& key, const char* expected);

    [[noreturn]] void fail_type(const std::string& key, const char* expected,
                                const toml::node& got) const;

    Document* document_;
    toml::table* table_;
    std::string path_;
    std::set<std::string> asked_;
};

} // namespace ampsim::scenario

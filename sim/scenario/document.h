// SPDX-License-Identifier: BSD-3-Clause
//
// A TOML file that remembers where each of its keys comes from: a line and column of the file, or a
// --set flag on the command line. Every complaint opens with that place:
//
//   file.toml:7:11: key 'end.when': expected a string, got the integer 5
//   --set end.virtual_timeout=abc: expected a duration with its unit, such as ...
//
// A scenario may build on another one (base.h); what it says is one document with it.
#pragma once

#include <toml++/toml.h>

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace ampsim::scenario {

class Table;

/// "end.when", "spans[0]".
std::string path_of(const std::string& path, std::string_view key);
std::string path_of(const std::string& path, std::size_t index);

class Document {
public:
    /// Where something comes from that no file says as it is.
    struct Origin {
        std::string flag;                ///< "--set KEY=VALUE"
        std::filesystem::path directory; ///< where relative paths in it start
    };

    /// Reads and parses the file, with what it builds on. Throws InputError.
    explicit Document(std::string file);

    /// Puts the text of `--set KEY=VALUE` at a key, whatever was there; tables on the way to it are
    /// made. Throws InputError when one of them is something else.
    void set(const std::vector<std::string>& keys, const std::string& text, const Origin& origin);

    Table root();

    const std::string& file() const { return file_; }

    /// Where relative paths in the value of a key start: at the file that says it, or, in --set, at
    /// the working directory.
    std::filesystem::path directory_of(const std::string& path) const;

    /// All of it as TOML, keys in alphabetical order, but for these keys.
    std::string text_without(const std::vector<std::string>& paths) const;

    /// "file.toml:7:11: key 'end.when'" or "--set end.when=off:linux": what a complaint opens with.
    std::string place_of(const std::string& path) const;

    /// Throws InputError that opens with the place of a key, or of the table around it when it is
    /// not there.
    [[noreturn]] void fail(const std::string& path, const std::string& problem) const;

private:
    friend class Table;

    struct Place {
        std::size_t file = 0; ///< of files_; one behind them: unknown
        toml::source_index line = 0;
        toml::source_index column = 0;

        bool operator<(const Place& other) const {
            return std::tie(file, line, column) < std::tie(other.file, other.line, other.column);
        }
    };

    /// What set a key, or something around it or in it; null when it comes from a file.
    const Origin* origin_of(const std::string& path) const;

    /// Where a file has it, or what is around it; null when nowhere.
    const Place* find_place(const std::string& path) const;

    /// Gives the text of a --set at this path, if it is one, its place in the tree as TOML. Returns
    /// false when it is not TOML.
    bool parse_text(const std::string& path, toml::table& parent, const std::string& key);

    void remember_places(const toml::node& node, const std::string& path);

    std::string file_;
    std::vector<std::string> files_; ///< with those that it builds on, the outermost base first
    toml::table root_;
    std::map<std::string, Place> places_;
    std::map<std::string, Origin> origins_;
    std::map<std::string, std::string> texts_; ///< path -> VALUE, until somebody asks for a type
};

} // namespace ampsim::scenario

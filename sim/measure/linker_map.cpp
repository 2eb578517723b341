// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/linker_map.h"

#include "sim/error.h"

#include <charconv>
#include <optional>

namespace ampsim::measure {

namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(blanks);
    return begin == std::string_view::npos
               ? std::string_view{}
               : text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

/// Takes the first word off the front.
std::string_view take_word(std::string_view& text) {
    text = trimmed(text);
    const std::string_view word = text.substr(0, text.find_first_of(blanks));
    text = trimmed(text.substr(word.size()));
    return word;
}

std::optional<std::uint64_t> hexadecimal(std::string_view word) {
    if (word.substr(0, 2) != "0x") {
        return std::nullopt;
    }
    std::uint64_t value = 0;
    const char* end = word.data() + word.size();
    const auto [stop, error] = std::from_chars(word.data() + 2, end, value, 16);
    return error == std::errc{} && stop == end ? std::optional(value) : std::nullopt;
}

/// "0xADDRESS 0xSIZE rest": a name before it may be on a line of its own.
struct Extent {
    std::uint64_t size = 0;
    std::string_view rest;
};

std::optional<Extent> extent_of(std::string_view text) {
    const auto address = hexadecimal(take_word(text));
    const auto size = hexadecimal(take_word(text));
    return address && size ? std::optional(Extent{*size, text}) : std::nullopt;
}

enum class Part { before, memory, sections };

class Parser {
public:
    void line(std::string_view line) {
        if (line == "Memory Configuration") {
            part_ = Part::memory;
        } else if (line == "Linker script and memory map") {
            part_ = Part::sections;
        } else if (part_ == Part::memory) {
            region(line);
        } else if (part_ == Part::sections) {
            section(line);
        }
    }

    bool complete() const { return part_ == Part::sections; }
    LinkerMap take() { return std::move(map_); }

private:
    void region(std::string_view line) {
        const std::string_view name = take_word(line);
        const auto origin = hexadecimal(take_word(line));
        const auto length = hexadecimal(take_word(line));
        if (origin && length && name != "*default*") {
            map_.regions.push_back({std::string(name), *origin, *length});
        }
    }

    void section(std::string_view line) {
        if (line.empty()) {
            return;
        }
        const bool of_output = blanks.find(line.front()) == std::string_view::npos;
        const bool named = of_output || (line.size() > 1 && line[1] != ' ');
        if (named) {
            name_ = take_word(line);
            name_is_output_ = of_output;
            if (line.empty()) {
                return; // the rest is on the next line
            }
        }
        if (const auto extent = name_.empty() ? std::nullopt : extent_of(line)) {
            add(*extent);
        }
        name_ = {};
    }

    void add(const Extent& extent) {
        if (name_is_output_) {
            map_.sections.push_back({std::string(name_), extent.size});
        } else if (extent.size != 0 && !map_.sections.empty()) {
            map_.pieces.push_back({map_.sections.back().name, std::string(name_),
                                   std::string(extent.rest), extent.size});
        }
    }

    Part part_ = Part::before;
    LinkerMap map_;
    std::string_view name_; ///< whose address and size come next; empty: nobody's
    bool name_is_output_ = false;
};

} // namespace

LinkerMap parse_linker_map(std::string_view text, const std::string& path) {
    Parser parser;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        parser.line(line.substr(0, line.find_last_not_of(blanks) + 1));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    if (!parser.complete()) {
        throw InputError(path + ": not a map of GNU ld; link with -Wl,-Map=" + path);
    }
    return parser.take();
}

} // namespace ampsim::measure

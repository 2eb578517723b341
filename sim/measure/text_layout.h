// SPDX-License-Identifier: BSD-3-Clause
//
// Tables and bars of block characters on a terminal, with or without colour.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ampsim::measure {

constexpr std::string_view indent = "  ";
constexpr std::string_view bar_gap = "  "; ///< between a table and its bars

/// Columns that a text takes on a terminal: one per character, as none of ours is wide.
std::size_t columns(std::string_view text);

/// On the left of `width` columns; what is too long is cut, and ends with "…".
std::string left(std::string_view text, std::size_t width);
std::string right(std::string_view text, std::size_t width);
std::string repeat(std::string_view text, std::size_t times);

/// Indented lines of at most `width` columns, broken at spaces.
std::string wrapped(std::string_view text, std::size_t width);

/// Rows with columns as wide as what is in them: the first `on_left` columns on the left, the rest
/// on the right. Rows may be shorter than others.
std::string aligned(const std::vector<std::vector<std::string>>& rows, std::size_t on_left = 1);

enum class Style { plain, strong, faint, bar, longest_bar };

/// ANSI colours, or none.
class Palette {
public:
    explicit Palette(bool colour) : colour_(colour) {}
    std::string paint(Style style, const std::string& text) const;

private:
    bool colour_;
};

/// A bar from `from` to `to` (shares of the whole, 0..1) on `width` columns. It begins on a half
/// column and ends on an eighth, as far as block characters allow; what is not nothing is seen.
std::string bar(double from, double to, std::size_t width);

/// The same without the blanks behind it.
std::string bar_alone(double from, double to, std::size_t width);

} // namespace ampsim::measure

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/compare/text_table.h"

#include <algorithm>

namespace ampsim::compare {

namespace {

/// What a text takes on a terminal: one column per character, as none of ours is wide.
std::size_t columns(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    }));
}

} // namespace

void TextTable::row(std::vector<std::string> cells) {
    widths_.resize(std::max(widths_.size(), cells.size()));
    for (std::size_t i = 0; i < cells.size(); ++i) {
        widths_[i] = std::max(widths_[i], columns(cells[i]));
    }
    rows_.push_back(std::move(cells));
}

std::string TextTable::text(const std::vector<std::size_t>& right) const {
    std::string text;
    for (const auto& cells : rows_) {
        std::string line;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const std::string space(widths_[i] - columns(cells[i]), ' ');
            const bool to_right = std::count(right.begin(), right.end(), i) != 0;
            line += "  " + (to_right ? space + cells[i] : cells[i] + space);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

} // namespace ampsim::compare

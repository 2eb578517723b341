// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/text_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace ampsim::measure {

namespace {

const char* code(Style style) {
    switch (style) {
    case Style::strong:
        return "1";
    case Style::faint:
        return "2";
    case Style::bar:
        return "36"; // cyan
    case Style::longest_bar:
        return "33"; // yellow: look here first
    case Style::plain:
        break;
    }
    return "0";
}

} // namespace

std::size_t columns(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    }));
}

std::string left(std::string_view text, std::size_t width) {
    const std::size_t taken = columns(text);
    if (taken <= width) {
        return std::string(text) + std::string(width - taken, ' ');
    }
    std::size_t end = 0;
    for (std::size_t kept = 0; kept + 1 < width; ++kept) {
        do {
            ++end;
        } while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80);
    }
    return std::string(text.substr(0, end)) + "…";
}

std::string right(std::string_view text, std::size_t width) {
    const std::size_t taken = columns(text);
    return std::string(width > taken ? width - taken : 0, ' ') + std::string(text);
}

std::string repeat(std::string_view text, std::size_t times) {
    std::string result;
    for (std::size_t i = 0; i < times; ++i) {
        result += text;
    }
    return result;
}

std::string wrapped(std::string_view text, std::size_t width) {
    std::string result;
    std::string line;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        if (!line.empty() && indent.size() + columns(line) + 1 + columns(word) > width) {
            result += std::string(indent) + line + "\n";
            line.clear();
        }
        line += line.empty() ? "" : " ";
        line += word;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return result + std::string(indent) + line + "\n";
}

std::string aligned(const std::vector<std::vector<std::string>>& rows, std::size_t on_left) {
    constexpr std::string_view gap = "  ";
    std::vector<std::size_t> widths;
    for (const std::vector<std::string>& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], columns(row[i]));
        }
    }
    std::string text;
    for (const std::vector<std::string>& row : rows) {
        std::string line(indent);
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += i == 0 ? "" : gap;
            line += i < on_left ? left(row[i], widths[i]) : right(row[i], widths[i]);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

std::string Palette::paint(Style style, const std::string& text) const {
    if (!colour_ || style == Style::plain || text.empty()) {
        return text;
    }
    return fmt::format("\033[{}m{}\033[0m", code(style), text);
}

std::string bar(double from, double to, std::size_t width) {
    if (to <= from) {
        return std::string(width, ' ');
    }
    static constexpr std::array<std::string_view, 9> eighths{"",  "▏", "▎", "▍", "▌",
                                                             "▋", "▊", "▉", "█"};
    const auto end_of_scale = static_cast<long>(8 * width);
    const auto at = [&](double share, long grain) {
        return std::lround(share * static_cast<double>(end_of_scale) / static_cast<double>(grain)) *
               grain;
    };
    long begin = std::clamp(at(from, 4), 0L, end_of_scale - 4);
    const long end = std::clamp(at(to, 1), begin + 1, end_of_scale);

    std::string text(static_cast<std::size_t>(begin / 8), ' ');
    std::size_t cells = text.size();
    if (begin % 8 == 4) {
        text += "▐";
        ++cells;
        begin += 4;
    }
    for (; begin < end; begin += 8, ++cells) {
        text += eighths[static_cast<std::size_t>(std::min(end - begin, 8L))];
    }
    return text + std::string(width - cells, ' ');
}

std::string bar_alone(double from, double to, std::size_t width) {
    std::string blocks = bar(from, to, width);
    blocks.erase(blocks.find_last_not_of(' ') + 1);
    return blocks;
}

} // namespace ampsim::measure

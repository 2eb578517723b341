// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/hops.h"
#include "sim/measure/result.h"
#include "sim/measure/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace ampsim::measure {

namespace {

constexpr unsigned least_width = 72; // below that a table is not readable
constexpr unsigned least_bar = 8;
constexpr std::string_view indent = "  ";
constexpr std::string_view bar_gap = "  ";

/// Columns that a text takes on a terminal: one per character, as none of ours is wide.
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

enum class Style { plain, strong, faint, bar, longest_bar };

/// ANSI colours, or none.
class Palette {
public:
    explicit Palette(bool colour) : colour_(colour) {}

    std::string paint(Style style, const std::string& text) const {
        if (!colour_ || style == Style::plain || text.empty()) {
            return text;
        }
        return fmt::format("\033[{}m{}\033[0m", code(style), text);
    }

private:
    static const char* code(Style style) {
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

    bool colour_;
};

/// A bar from `from` to `to` (shares of the whole, 0..1) on `width` columns. It begins on a half
/// column and ends on an eighth, as far as block characters allow; what is not nothing is seen.
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

/// The table of one span.
class Table {
public:
    Table(const SpanSet& set, std::size_t width, const Palette& palette)
        : set_(set), breakdown_(break_down(set)), palette_(palette), digits_(width >= 120 ? 4 : 3),
          statistic_column_(digits_ + (width >= 90 ? 6 : 5)), share_column_(width >= 90 ? 9 : 8) {
        std::size_t longest = columns(unattributed_name);
        for (const Hop& hop : breakdown_.hops) {
            longest = std::max(longest, columns(hop.name));
        }
        const std::size_t numbers =
            indent.size() + 5 * statistic_column_ + share_column_ + bar_gap.size();
        const std::size_t rest = width - numbers;
        name_column_ = std::min(longest, rest - std::max<std::size_t>(least_bar, rest * 2 / 5));
        // A bar much longer than the table is wide says no more.
        bar_column_ = std::min<std::size_t>(rest - name_column_, 64);
    }

    std::string text() const {
        std::string lines = heading();
        if (breakdown_.whole.count == 0) {
            return lines + why_empty();
        }
        lines += column_titles();
        VirtualTime from{};
        for (const Hop& hop : breakdown_.hops) {
            lines += row(hop.name, hop.durations, hop.durations.total, from,
                         hop.durations.total == longest_total() ? Style::longest_bar : Style::bar);
            from += hop.durations.total;
        }
        const VirtualTime unattributed = breakdown_.unattributed.total;
        if (unattributed.count() != 0) {
            lines +=
                row(unattributed_name, breakdown_.unattributed, unattributed, from, Style::faint);
        }
        lines +=
            palette_.paint(Style::faint, std::string(indent) + repeat("─", numbers_width())) + "\n";
        lines += row(whole_name, breakdown_.whole, breakdown_.whole.total, {}, Style::plain);
        return lines;
    }

private:
    static constexpr std::string_view unattributed_name = "unattributed";
    static constexpr std::string_view whole_name = "whole";

    std::size_t numbers_width() const {
        return name_column_ + 5 * statistic_column_ + share_column_;
    }

    VirtualTime longest_total() const {
        VirtualTime longest{};
        for (const Hop& hop : breakdown_.hops) {
            longest = std::max(longest, hop.durations.total);
        }
        return longest;
    }

    std::string heading() const {
        const Distribution& whole = breakdown_.whole;
        std::string line = palette_.paint(Style::strong, set_.definition.name);
        line += fmt::format("   {} completed", grouped(whole.count));
        if (set_.lost != 0) {
            line += fmt::format(", {} lost", grouped(set_.lost));
        }
        if (set_.touched != 0) {
            line += fmt::format(", {} touched by what came late", grouped(set_.touched));
        }
        if (whole.count != 0) {
            line +=
                fmt::format("   p50 {}   p99 {}   max {}", human_duration(whole.p50, digits_),
                            human_duration(whole.p99, digits_), human_duration(whole.max, digits_));
        }
        return line + "\n";
    }

    std::string why_empty() const {
        const SpanDefinition& definition = set_.definition;
        return set_.lost == 0 ? fmt::format("{}'{}' never happened\n", indent, definition.start)
                              : fmt::format("{}'{}' happened, but '{}' never followed\n", indent,
                                            definition.start, definition.points.back().event);
    }

    std::string column_titles() const {
        std::string line = std::string(indent) + left("hop", name_column_);
        for (const char* title : {"min", "p50", "p90", "p99", "max"}) {
            line += right(title, statistic_column_);
        }
        return palette_.paint(Style::faint, line + right("share", share_column_)) + "\n";
    }

    std::string row(std::string_view name, const Distribution& of, VirtualTime total,
                    VirtualTime from, Style style) const {
        std::string line = std::string(indent) + left(name, name_column_);
        for (const VirtualTime value : {of.min, of.p50, of.p90, of.p99, of.max}) {
            line += right(of.count == 0 ? "–" : human_duration(value, digits_), statistic_column_);
        }
        line += right(fmt::format("{:.1f} %", 100 * breakdown_.share(total)), share_column_);
        if (name == whole_name) {
            line = palette_.paint(Style::strong, line);
        }
        std::string blocks =
            bar(breakdown_.share(from), breakdown_.share(from + total), bar_column_);
        blocks.erase(blocks.find_last_not_of(' ') + 1);
        if (!blocks.empty()) {
            line += std::string(bar_gap) + palette_.paint(style, blocks);
        }
        return line + "\n";
    }

    const SpanSet& set_;
    Breakdown breakdown_;
    const Palette& palette_;
    unsigned digits_;
    std::size_t statistic_column_;
    std::size_t share_column_;
    std::size_t name_column_ = 0;
    std::size_t bar_column_ = 0;
};

/// Counters in as many columns as fit, read downwards.
std::string counter_table(const std::map<std::string, std::uint64_t>& counters, std::size_t width) {
    std::size_t name_column = 0;
    std::size_t number_column = 0;
    for (const auto& [name, count] : counters) {
        name_column = std::max(name_column, columns(name));
        number_column = std::max(number_column, grouped(count).size());
    }
    std::vector<std::string> cells;
    cells.reserve(counters.size());
    for (const auto& [name, count] : counters) {
        cells.push_back(left(name, name_column) + "  " + right(grouped(count), number_column));
    }
    const std::size_t gap = 4;
    const std::size_t cell = name_column + 2 + number_column;
    const std::size_t across =
        std::max<std::size_t>(1, (width - indent.size() + gap) / (cell + gap));
    const std::size_t down = (cells.size() + across - 1) / across;
    std::string text;
    for (std::size_t line = 0; line < down; ++line) {
        text += indent;
        for (std::size_t i = line; i < cells.size(); i += down) {
            text += (i == line ? "" : std::string(gap, ' ')) + cells[i];
        }
        text += "\n";
    }
    return text;
}

/// What people read: neither what never happened, nor accesses register by register.
std::map<std::string, std::uint64_t> notable(const std::map<std::string, std::uint64_t>& counters) {
    std::map<std::string, std::uint64_t> result;
    for (const auto& [name, count] : counters) {
        if (count != 0 && name.find(".accesses.") == std::string::npos &&
            name.find(".negotiated.") == std::string::npos) {
            result.emplace(name, count);
        }
    }
    return result;
}

/// A line for each VirtIO device that did something: how it was notified, and how it interrupted.
std::string virtio_table(const std::map<std::string, std::uint64_t>& counters) {
    constexpr std::string_view mark = ".notifies.register";
    static const std::vector<std::pair<std::string, std::string>> shown = {
        {"buffers", "buffers"},
        {"notifies.register", "kicks"},
        {"notifies.doorbell", "doorbells"},
        {"interrupts.asserted", "interrupts"},
        {"interrupts.messages", "messages"},
        {"interrupts.coalesced", "coalesced"},
        {"interrupts.suppressed", "suppressed"},
        {"interrupts.acknowledged", "acknowledged"},
        {"traps.total", "traps"},
    };
    constexpr std::size_t gap = 2;
    std::vector<std::vector<std::string>> rows(1, {"VirtIO device"});
    for (const auto& [counter, heading] : shown) {
        rows.front().push_back(heading);
    }
    for (const auto& [name, count] : counters) {
        if (name.size() <= mark.size() || name.substr(name.size() - mark.size()) != mark) {
            continue;
        }
        const std::string device = name.substr(0, name.size() - mark.size());
        const auto of_device = [&](const std::string& counter) {
            const auto found = counters.find(device + "." + counter);
            return found == counters.end() ? 0 : found->second;
        };
        if (of_device("buffers") == 0) {
            continue;
        }
        rows.push_back({device});
        for (const auto& [counter, heading] : shown) {
            rows.back().push_back(grouped(of_device(counter)));
        }
    }
    std::string text;
    for (const std::vector<std::string>& row : rows) {
        text += indent;
        for (std::size_t column = 0; column < row.size(); ++column) {
            std::size_t widest = 0;
            for (const std::vector<std::string>& other : rows) {
                widest = std::max(widest, columns(other[column]));
            }
            text += column == 0 ? left(row[column], widest)
                                : std::string(gap, ' ') + right(row[column], widest);
        }
        text += "\n";
    }
    return rows.size() == 1 ? "" : text + "\n";
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

} // namespace

std::string waterfall(const Result& result, unsigned width, bool colour) {
    const Palette palette(colour);
    const std::size_t total = std::max(width, least_width);
    std::string text;
    for (const SpanSet& set : result.spans) {
        text += Table(set, total, palette).text() + "\n";
    }
    if (!result.counters.empty()) {
        text += palette.paint(Style::strong, "counters") + "\n" +
                counter_table(notable(result.counters), total) + "\n" +
                virtio_table(result.counters);
    }
    for (const auto& [device, remarks] : result.remarks) {
        constexpr std::size_t shown = 3;
        text += palette.paint(Style::strong, device) + "\n";
        for (std::size_t i = 0; i < std::min(remarks.size(), shown); ++i) {
            text += wrapped(remarks[i], total);
        }
        if (remarks.size() > shown) {
            text +=
                wrapped(fmt::format("and {} more, in result.json", remarks.size() - shown), total);
        }
        text += "\n";
    }
    text +=
        palette.paint(Style::strong, "uncertainty") + "\n" + wrapped(uncertainty(result), total);
    return text;
}

} // namespace ampsim::measure

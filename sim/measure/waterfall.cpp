// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/waterfall.h"

#include "sim/measure/counters_text.h"
#include "sim/measure/histogram_text.h"
#include "sim/measure/hops.h"
#include "sim/measure/text_layout.h"
#include "sim/measure/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace ampsim::measure {

namespace {

constexpr unsigned least_width = 72; // below that a table is not readable
constexpr unsigned least_bar = 8;

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
        const std::string blocks =
            bar_alone(breakdown_.share(from), breakdown_.share(from + total), bar_column_);
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

/// Those that were asked for; else that of the first span that has one.
std::string histograms_text(const std::vector<SpanSet>& sets, const std::vector<std::string>& names,
                            std::size_t width, const Palette& palette) {
    std::string text;
    for (const std::string& name : names) {
        const std::string histogram =
            histogram_text(name, durations_of(name, sets), width, palette);
        text += histogram.empty() ? fmt::format("{}: no two durations differ\n", name) : histogram;
        text += "\n";
    }
    for (std::size_t i = 0; i < sets.size() && text.empty(); ++i) {
        const std::string& name = sets[i].definition.name;
        text = histogram_text(name, durations_of(name, sets), width, palette);
        text += text.empty() ? "" : "\n";
    }
    return text;
}

} // namespace

std::string waterfall(const Result& result, unsigned width, bool colour) {
    return waterfall(result, width, colour, {});
}

std::string waterfall(const Result& result, unsigned width, bool colour,
                      const std::vector<std::string>& histograms) {
    const Palette palette(colour);
    const std::size_t total = std::max(width, least_width);
    std::string text;
    for (const SpanSet& set : result.spans) {
        text += Table(set, total, palette).text() + "\n";
    }
    text += histograms_text(result.spans, histograms, total, palette);
    if (!result.counters.empty()) {
        text +=
            palette.paint(Style::strong, "counters") + "\n" + counters_text(result.counters, total);
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

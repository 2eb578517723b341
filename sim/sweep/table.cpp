// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/text_layout.h"
#include "sim/measure/units.h"
#include "sim/sweep/findings.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::sweep {

namespace {

constexpr std::size_t gap = 2;

/// Characters, not bytes. UTF-8: a character goes on in bytes 10xxxxxx.
std::size_t columns(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    }));
}

struct Column {
    std::vector<std::string> cells; ///< the first one is its heading
    std::size_t width = 0;

    void add(std::string cell) {
        width = std::max(width, columns(cell));
        cells.push_back(std::move(cell));
    }
};

std::string shown(const measure::Figure& value) {
    if (!value.nothing.empty()) {
        return "–";
    }
    return value.dimension == 1 ? measure::human_duration(
                                      VirtualTime{static_cast<VirtualTime::rep>(value.number)}, 4)
                                : measure::describe(value);
}

std::string verdict(const Outcome& outcome) {
    if (!outcome.done()) {
        return "failed: " + outcome.failure;
    }
    const auto missed = std::find_if(outcome.expectations.begin(), outcome.expectations.end(),
                                     [](const auto& each) { return !each.holds; });
    return missed == outcome.expectations.end()
               ? "✓"
               : fmt::format("✗ {}: {}", missed->expression, missed->value);
}

} // namespace

std::string table(const Findings& findings, unsigned width, bool colour) {
    std::vector<Column> all;
    std::size_t taken = 0;
    for (std::size_t axis = 0; axis < findings.axes.size(); ++axis) {
        Column& column = all.emplace_back();
        column.add(findings.axes[axis].key);
        for (const Point& point : findings.points) {
            column.add(point.values[axis]);
        }
        taken += column.width + gap;
    }
    std::size_t left_out = 0;
    for (const FigureColumn& figure : findings.figures) {
        Column column;
        column.add(figure.name);
        for (std::size_t i = 0; i < findings.points.size(); ++i) {
            column.add(shown(value_of(figure, findings.points[i], findings.outcomes[i])));
        }
        if (left_out > 0 || taken + column.width + gap + 1 > width) {
            ++left_out;
            continue;
        }
        taken += column.width + gap;
        all.push_back(std::move(column));
    }
    std::string text;
    for (std::size_t line = 0; line <= findings.points.size(); ++line) {
        text += line == 0 && colour ? "\x1b[2m" : "";
        for (const Column& column : all) {
            const std::string& cell = column.cells[line];
            text += std::string(column.width - columns(cell), ' ') + cell + std::string(gap, ' ');
        }
        if (line > 0) {
            const Outcome& outcome = findings.outcomes[line - 1];
            const bool well = outcome.done() && outcome.all_hold();
            text += !colour ? "" : well ? "\x1b[32m" : "\x1b[31m";
            text += verdict(outcome);
        }
        text += colour ? "\x1b[0m\n" : "\n";
    }
    if (left_out > 0) {
        text += fmt::format("{} more figure{} in points.csv\n", left_out,
                            left_out == 1 ? " is" : "s are");
    }
    return text;
}

std::string published_table(const Findings& findings) {
    std::vector<std::vector<std::string>> rows{{}};
    for (const Axis& axis : findings.axes) {
        rows.front().push_back(axis.key);
    }
    rows.front().insert(rows.front().end(), {"figure", "published", "here", "deviation"});
    for (std::size_t i = 0; i < findings.points.size(); ++i) {
        for (const measure::BesidePublished& each : findings.outcomes[i].published) {
            std::vector<std::string>& row = rows.emplace_back(findings.points[i].values);
            row.insert(row.end(), {each.published.figure, each.published.value, each.found,
                                   measure::deviation_text(each), each.published.role});
        }
    }
    return rows.size() == 1 ? "" : measure::aligned(rows, findings.axes.size() + 1);
}

} // namespace ampsim::sweep

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/report/answer.h"

#include "sim/report/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <utility>
#include <vector>

namespace ampsim::report {

namespace {

struct Point {
    std::vector<std::string> values; ///< one of each axis
    std::optional<double> figure;
};

struct Figure {
    std::string name;
    std::string unit;
    std::vector<Point> points;        ///< all of the sweep, in its order
    std::optional<std::size_t> least; ///< index of the point; none: it was not measured
    std::size_t largest = 0;
    double at(std::size_t point) const { return *points[point].figure; }
    double range() const { return least ? at(largest) - at(*least) : 0; }
};

std::vector<Point> points_of(const Value& sweep, std::size_t figure, std::size_t axes,
                             std::size_t figures) {
    std::vector<Point> points;
    for (const Value& entry : sweep["points"].list()) {
        Point& point = points.emplace_back();
        for (const Value& value : entry["values"].list()) {
            point.values.push_back(value.text());
        }
        if (point.values.size() != axes) {
            entry["values"].fail(fmt::format("a value for each of the {} axes", axes));
        }
        if (entry["status"].text() != "done") {
            continue;
        }
        const std::vector<Value> all = entry["figures"].list();
        if (all.size() != figures) {
            entry["figures"].fail(fmt::format("{} figures", figures));
        }
        if (!all[figure].is_null()) {
            point.figure = all[figure].number();
        }
    }
    return points;
}

Figure read_figure(const Value& sweep, std::size_t index, std::size_t axes) {
    const std::vector<Value> figures = sweep["figures"].list();
    Figure figure;
    figure.name = figures[index]["name"].text();
    figure.unit = figures[index]["unit"].text();
    figure.points = points_of(sweep, index, axes, figures.size());
    for (std::size_t i = 0; i < figure.points.size(); ++i) {
        if (!figure.points[i].figure) {
            continue;
        }
        if (!figure.least) {
            figure.least = figure.largest = i;
        }
        figure.least = figure.at(i) < figure.at(*figure.least) ? i : *figure.least;
        figure.largest = figure.at(i) > figure.at(figure.largest) ? i : figure.largest;
    }
    return figure;
}

/// The first duration that is not the same everywhere; else the first one; else the first figure.
std::optional<Figure> telling_figure(const Value& sweep, std::size_t axes) {
    std::optional<Figure> chosen;
    for (std::size_t i = 0; i < sweep["figures"].list().size(); ++i) {
        Figure figure = read_figure(sweep, i, axes);
        const auto rank = [](const Figure& of) {
            return !of.least ? 0 : of.unit != "ns" ? 1 : of.range() == 0 ? 2 : 3;
        };
        if (!chosen || rank(figure) > rank(*chosen)) {
            chosen = std::move(figure);
        }
    }
    return chosen;
}

/// By how much the figure changes along an axis, all others kept: the mean over all lines of the
/// grid in its direction.
double effect(const Figure& figure, std::size_t axis) {
    std::map<std::vector<std::string>, std::pair<double, double>> lines; // least and largest
    for (const Point& point : figure.points) {
        if (!point.figure) {
            continue;
        }
        std::vector<std::string> others = point.values;
        others[axis].clear();
        const auto [line, is_new] = lines.try_emplace(others, *point.figure, *point.figure);
        line->second.first = std::min(line->second.first, *point.figure);
        line->second.second = std::max(line->second.second, *point.figure);
    }
    double sum = 0;
    for (const auto& [others, range] : lines) {
        sum += range.second - range.first;
    }
    return lines.empty() ? 0 : sum / static_cast<double>(lines.size());
}

/// "mu_signal 25 ns, size 16 B".
std::string where(const Point& point, const std::vector<Value>& axes) {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < axes.size(); ++i) {
        const std::string& unit = axes[i]["unit"].text();
        const std::string& value = point.values[i];
        const bool has_unit = unit.empty() || unit == "ns" || value.find(' ') != std::string::npos;
        parts.push_back(fmt::format("{} {}{}", axes[i]["key"].text(), setting_text(value),
                                    has_unit ? "" : " " + unit));
    }
    return fmt::format("{}", fmt::join(parts, ", "));
}

std::string what_matters(const Figure& figure, const std::vector<Value>& axes) {
    std::vector<std::pair<double, std::string>> effects;
    for (std::size_t i = 0; i < axes.size(); ++i) {
        effects.emplace_back(effect(figure, i), axes[i]["key"].text());
    }
    if (effects.size() < 2) {
        return "";
    }
    std::stable_sort(effects.begin(), effects.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    const auto amount = [&](const auto& of) {
        return figure_text(of.first, figure.unit);
    };
    return fmt::format("{} matters most: {} along it, {} along {}", effects[0].second,
                       amount(effects[0]), amount(effects[1]), effects[1].second);
}

std::string how_far(const Figure& figure, const std::vector<Value>& axes, std::size_t done) {
    if (!figure.least) {
        return fmt::format("{} was measured at no point", figure.name);
    }
    if (figure.range() == 0) {
        return fmt::format("{} is {} at {}", figure.name,
                           figure_text(figure.at(*figure.least), figure.unit),
                           done == 1 ? "the one point" : fmt::format("each of {} points", done));
    }
    return fmt::format("{} goes from {} ({}) to {} ({}) over {}", figure.name,
                       figure_text(figure.at(*figure.least), figure.unit),
                       where(figure.points[*figure.least], axes),
                       figure_text(figure.at(figure.largest), figure.unit),
                       where(figure.points[figure.largest], axes), counted(done, "point"));
}

/// "rpmsg.rtt.p99 < 60 us holds up to mu_signal 812 ns, and no longer at 813 ns".
std::string bound(const Value& until) {
    const std::string& expression = until["expression"].text();
    const std::string& axis = until["axis"].text();
    const auto text = [&](const char* key) {
        const std::optional<Value> value = until.find(key);
        return value ? setting_text(value->text()) : "";
    };
    const std::string holds = text("holds");
    const std::string fails = text("fails");
    if (!holds.empty() && !fails.empty()) {
        return fmt::format("{} still holds with {} {}, and not with {}", expression, axis, holds,
                           fails);
    }
    return fmt::format("{} holds for {} value of {} that was tried", expression,
                       holds.empty() ? "no" : "every", axis);
}

} // namespace

std::string answer_of_sweep(const Value& sweep) {
    const std::vector<Value> axes = sweep["axes"].list();
    const std::vector<Value> points = sweep["points"].list();
    const auto done = static_cast<std::size_t>(
        std::count_if(points.begin(), points.end(),
                      [](const Value& point) { return point["status"].text() == "done"; }));
    std::vector<std::string> parts;
    if (const std::optional<Value> until = sweep.find("until")) {
        parts.push_back(bound(*until));
    }
    if (const std::optional<Figure> figure = telling_figure(sweep, axes.size())) {
        parts.push_back(how_far(*figure, axes, done));
        if (const std::string most = what_matters(*figure, axes);
            !most.empty() && figure->range() != 0) {
            parts.push_back(most);
        }
    }
    if (done != points.size()) {
        parts.push_back(
            fmt::format("{} of {} failed", points.size() - done, counted(points.size(), "point")));
    }
    return fmt::format("{}.", fmt::join(parts, "; "));
}

} // namespace ampsim::report

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/compare/sweeps.h"

#include "sim/compare/text_table.h"
#include "sim/error.h"
#include "sim/measure/units.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace ampsim::compare {

namespace fs = std::filesystem;

namespace {

constexpr const char* sweep_file = "sweep.json";

std::string name_of(const SweepPoint& point) {
    return fmt::format("{}", fmt::join(point.values, ", "));
}

const SweepPoint* find(const SweepFigures& sweep, const SweepPoint& like) {
    const auto found =
        std::find_if(sweep.points.begin(), sweep.points.end(),
                     [&](const SweepPoint& point) { return name_of(point) == name_of(like); });
    return found == sweep.points.end() ? nullptr : &*found;
}

std::optional<std::size_t> index_of(const SweepFigures& sweep, const std::string& figure) {
    const auto found = std::find(sweep.names.begin(), sweep.names.end(), figure);
    return found == sweep.names.end()
               ? std::nullopt
               : std::optional(static_cast<std::size_t>(found - sweep.names.begin()));
}

bool allows(const Tolerance& tolerance, const PointChange& change) {
    if (!change.a || !change.b) {
        return false;
    }
    const double by = std::abs(*change.b - *change.a);
    return by <= tolerance.share * std::abs(*change.a) * (1 + 1e-12) ||
           (change.unit == "ns" && by <= static_cast<double>(tolerance.ns));
}

std::string value_text(const std::optional<double>& value, const std::string& unit) {
    if (!value) {
        return "none";
    }
    const bool whole = std::floor(*value) == *value && std::abs(*value) < 9e15;
    return unit == "ns" && whole
               ? measure::exact_duration(VirtualTime{static_cast<VirtualTime::rep>(*value)})
               : fmt::format("{:.6g}{}{}", *value, unit.empty() ? "" : " ", unit);
}

} // namespace

bool is_sweep(const std::string& path) {
    return fs::is_regular_file(fs::path(path) / sweep_file);
}

SweepFigures parse_sweep(const std::string& path, const std::string& content) {
    SweepFigures sweep;
    sweep.path = path;
    try {
        const nlohmann::json json = nlohmann::json::parse(content);
        if (json.at("format") != "ampsim-sweep 1") {
            throw InputError("");
        }
        sweep.scenario = json.at("scenario");
        std::vector<std::string> axes;
        for (const auto& axis : json.at("axes")) {
            axes.push_back(axis.at("key"));
        }
        for (const auto& figure : json.at("figures")) {
            sweep.names.push_back(figure.at("name"));
            sweep.units.push_back(figure.at("unit"));
        }
        for (const auto& entry : json.at("points")) {
            SweepPoint& point = sweep.points.emplace_back();
            point.key = entry.at("key");
            point.done = entry.at("status") == "done";
            for (std::size_t i = 0; i < axes.size(); ++i) {
                point.values.push_back(axes[i] + " = " +
                                       entry.at("values").at(i).get<std::string>());
            }
            for (std::size_t i = 0; i < sweep.names.size() && point.done; ++i) {
                const auto& value = entry.at("figures").at(i);
                point.figures.push_back(value.is_null() ? std::nullopt
                                                        : std::optional(value.get<double>()));
            }
            point.figures.resize(sweep.names.size());
        }
    } catch (const std::exception&) { // of the parser, or a member that is not there
        throw InputError(path + ": expected a sweep.json of ampsim, \"ampsim-sweep 1\"");
    }
    return sweep;
}

SweepFigures read_sweep(const std::string& directory) {
    const std::string file = (fs::path(directory) / sweep_file).string();
    std::ifstream in(file, std::ios::binary);
    std::ostringstream content;
    content << in.rdbuf();
    return parse_sweep(file, content.str());
}

bool SweepComparison::beyond() const {
    return !only_in_a.empty() || !failed.empty() ||
           std::any_of(moved.begin(), moved.end(),
                       [](const PointChange& change) { return change.beyond; });
}

SweepComparison compare(const SweepFigures& a, const SweepFigures& b, const Tolerance& tolerance) {
    SweepComparison comparison;
    comparison.a = a.path;
    comparison.b = b.path;
    comparison.tolerance = tolerance;
    for (const auto& [one, other, missing] :
         {std::tuple(&a, &b, &comparison.only_in_a), std::tuple(&b, &a, &comparison.only_in_b)}) {
        for (const std::string& name : one->names) {
            if (!index_of(*other, name)) {
                missing->push_back("figure " + name);
            }
        }
        for (const SweepPoint& point : one->points) {
            if (!find(*other, point)) {
                missing->push_back("point " + name_of(point));
            }
        }
    }
    for (const SweepPoint& before : a.points) {
        const SweepPoint* after = find(b, before);
        if (!after) {
            continue;
        }
        ++comparison.points;
        if (before.done && !after->done) {
            comparison.failed.push_back(name_of(before));
            continue;
        }
        for (std::size_t i = 0; i < a.names.size() && before.done; ++i) {
            const auto other = index_of(b, a.names[i]);
            if (!other) {
                continue;
            }
            PointChange change{name_of(before),        a.names[i], a.units[i], before.figures[i],
                               after->figures[*other], false};
            if (change.a == change.b) {
                ++comparison.same;
            } else {
                change.beyond = !allows(tolerance, change);
                comparison.moved.push_back(std::move(change));
            }
        }
    }
    return comparison;
}

std::string to_json(const SweepComparison& comparison) {
    using Json = nlohmann::ordered_json;
    Json json{{"format", "ampsim-comparison 1"},
              {"kind", "sweeps"},
              {"a", {{"name", comparison.a}}},
              {"b", {{"name", comparison.b}}},
              {"tolerance", comparison.tolerance.share},
              {"tolerance_ns", comparison.tolerance.ns},
              {"beyond", comparison.beyond()},
              {"same", comparison.same},
              {"points", Json::array()},
              {"only_in_a", comparison.only_in_a},
              {"only_in_b", comparison.only_in_b},
              {"failed", comparison.failed}};
    const auto number = [](const std::optional<double>& value) {
        return value ? Json(*value) : Json(nullptr);
    };
    for (const PointChange& change : comparison.moved) {
        json["points"].push_back({{"point", change.point},
                                  {"figure", change.figure},
                                  {"unit", change.unit},
                                  {"a", number(change.a)},
                                  {"b", number(change.b)},
                                  {"beyond", change.beyond}});
    }
    return json.dump(2) + "\n";
}

std::string to_text(const SweepComparison& comparison, const TextStyle& style) {
    std::string text = fmt::format("  A  {}\n  B  {}\n", comparison.a, comparison.b);
    TextTable table;
    for (const PointChange& change : comparison.moved) {
        const bool numbers = change.a && change.b;
        if (!change.beyond && !style.verbose) {
            continue;
        }
        const double by = numbers ? *change.b - *change.a : 0;
        table.row(
            {change.beyond ? "✗" : "·", change.point, change.figure,
             value_text(change.a, change.unit), "→", value_text(change.b, change.unit),
             numbers ? (by > 0 ? "+" : "") + value_text(by, change.unit) : "",
             numbers && *change.a != 0 ? fmt::format("{:+.1f} %", 100 * by / *change.a) : ""});
    }
    if (!table.empty()) {
        text += "\nmoved\n" + table.text({3, 5, 6, 7});
    }
    for (const auto& [words, names] : {std::pair{"only in A: ", &comparison.only_in_a},
                                       {"only in B: ", &comparison.only_in_b},
                                       {"failed in B: ", &comparison.failed}}) {
        for (const std::string& name : *names) {
            text += fmt::format("  {}{}\n", words, name);
        }
    }
    const auto beyond = std::count_if(comparison.moved.begin(), comparison.moved.end(),
                                      [](const PointChange& change) { return change.beyond; });
    const std::string verdict =
        comparison.moved.empty() && !comparison.beyond()
            ? fmt::format("no difference: {} figures of {} points are equal", comparison.same,
                          comparison.points)
            : fmt::format("{} of {} figures at {} points moved, {} beyond the tolerance, {}",
                          comparison.moved.size(), comparison.moved.size() + comparison.same,
                          comparison.points, beyond, comparison.tolerance.text());
    const char* colour = !style.colour ? "" : comparison.beyond() ? "\x1b[31m" : "\x1b[32m";
    return text + fmt::format("\n{}{}{} {}\n", colour, comparison.beyond() ? "✗" : "✓",
                              style.colour ? "\x1b[0m" : "", verdict);
}

} // namespace ampsim::compare

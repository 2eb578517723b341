// SPDX-License-Identifier: BSD-3-Clause
#include "sim/sweep/axis.h"

#include "sim/error.h"
#include "sim/scenario/duration.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

namespace ampsim::sweep {

namespace {

constexpr std::size_t most_values = 100'000;

[[noreturn]] void fail(const std::string& text, const std::string& problem) {
    throw InputError(
        fmt::format("--axis {}: {}; expected KEY=VALUE,VALUE,... or KEY=FROM..TO:POINTS[:log], "
                    "such as mu_signal=25ns..2us:8:log",
                    text, problem));
}

std::optional<double> plain_number(std::string_view text) {
    double value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_one = problem == std::errc{} && end == text.data() + text.size();
    return is_one && std::isfinite(value) ? std::optional<double>(value) : std::nullopt;
}

std::string trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) {
        return "";
    }
    return std::string(text.substr(first, text.find_last_not_of(' ') + 1 - first));
}

/// "V1,V2,...".
std::vector<std::string> listed(const std::string& text, const std::string& list) {
    std::vector<std::string> values;
    for (std::size_t begin = 0; begin <= list.size();) {
        const std::size_t end = std::min(list.find(',', begin), list.size());
        values.push_back(trimmed(std::string_view(list).substr(begin, end - begin)));
        if (values.back().empty()) {
            fail(text, "a value is empty");
        }
        begin = end + 1;
    }
    return values;
}

/// A whole number of ns as --set takes it, in the largest unit that keeps it whole.
std::string duration_text(double nanoseconds) {
    auto count = static_cast<std::int64_t>(nanoseconds);
    const char* unit = "ns";
    for (const char* larger : {"us", "ms", "s"}) {
        if (count == 0 || count % 1000 != 0) {
            break;
        }
        count /= 1000;
        unit = larger;
    }
    return fmt::format("{} {}", count, unit);
}

/// "FROM..TO:N[:log]".
std::vector<std::string> ranged(const std::string& text, const std::string& range) {
    const std::size_t dots = range.find("..");
    const std::size_t colon = range.find(':', dots);
    if (colon == std::string::npos) {
        fail(text, "the number of points is missing");
    }
    const std::size_t second = std::min(range.find(':', colon + 1), range.size());
    const auto from = measured(trimmed(range.substr(0, dots)));
    const auto to = measured(trimmed(range.substr(dots + 2, colon - dots - 2)));
    const auto count = plain_number(range.substr(colon + 1, second - colon - 1));
    const std::string scale = second == range.size() ? "linear" : range.substr(second + 1);
    if (!from || !to || from->is_duration != to->is_duration) {
        fail(text, "the ends of a range are two numbers, or two durations");
    }
    if (!count || *count < 2 || *count > static_cast<double>(most_values) ||
        *count != std::floor(*count)) {
        fail(text, fmt::format("a range has 2 to {} points", most_values));
    }
    if (scale != "log" && scale != "linear") {
        fail(text, fmt::format("'{}' is no scale", scale));
    }
    if (scale == "log" && (from->number <= 0 || to->number <= 0)) {
        fail(text, "a logarithmic range has no end at 0");
    }
    const bool whole = from->is_duration || (from->number == std::floor(from->number) &&
                                             to->number == std::floor(to->number));
    std::vector<std::string> values;
    const auto points = static_cast<std::size_t>(*count);
    for (std::size_t i = 0; i < points; ++i) {
        const double share = static_cast<double>(i) / static_cast<double>(points - 1);
        double number = scale == "log" ? from->number * std::pow(to->number / from->number, share)
                                       : from->number + (to->number - from->number) * share;
        number = i + 1 == points ? to->number : whole ? std::round(number) : number;
        std::string value = from->is_duration ? duration_text(number)
                            : whole           ? fmt::format("{:.0f}", number)
                                              : fmt::format("{:.6g}", number);
        if (values.empty() || values.back() != value) {
            values.push_back(std::move(value));
        }
    }
    return values;
}

} // namespace

std::optional<Measured> measured(const std::string& value) {
    if (const auto number = plain_number(value)) {
        return Measured{*number, false};
    }
    try {
        const VirtualTime duration = scenario::parse_duration(value);
        return Measured{static_cast<double>(duration.count()), true};
    } catch (const InputError&) {
        return std::nullopt;
    }
}

Axis make_axis(std::string key, std::string unit, std::vector<std::string> values) {
    if (values.empty()) {
        throw InputError(fmt::format("axis '{}': has no values", key));
    }
    Axis axis{std::move(key), std::move(unit), std::move(values), {}, false};
    std::optional<bool> durations;
    for (const std::string& value : axis.values) {
        const std::optional<Measured> number = measured(value);
        axis.numbers.push_back(number ? std::optional<double>(number->number) : std::nullopt);
        // "0" is a duration, too
        if (number && number->number != 0) {
            if (durations.value_or(number->is_duration) != number->is_duration) {
                throw InputError(fmt::format("axis '{}': durations and plain numbers do not go "
                                             "together: {}; a unit is missing",
                                             axis.key, fmt::join(axis.values, ", ")));
            }
            durations = number->is_duration;
        }
    }
    if (durations.value_or(false)) {
        axis.unit = "ns";
    }
    return axis;
}

Axis parse_axis(const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == 0 || equals == std::string::npos) {
        fail(text, "there is no KEY=");
    }
    const std::string values = text.substr(equals + 1);
    return make_axis(trimmed(text.substr(0, equals)), "",
                     values.find("..") == std::string::npos ? listed(text, values)
                                                            : ranged(text, values));
}

std::vector<std::vector<std::size_t>> grid(const std::vector<Axis>& axes) {
    std::vector<std::vector<std::size_t>> points{{}};
    for (const Axis& axis : axes) {
        if (points.size() * axis.values.size() > most_values) {
            throw InputError(fmt::format("the grid has more than {} points", most_values));
        }
        std::vector<std::vector<std::size_t>> longer;
        longer.reserve(points.size() * axis.values.size());
        for (const std::vector<std::size_t>& point : points) {
            for (std::size_t value = 0; value < axis.values.size(); ++value) {
                longer.push_back(point);
                longer.back().push_back(value);
            }
        }
        points = std::move(longer);
    }
    return points;
}

} // namespace ampsim::sweep

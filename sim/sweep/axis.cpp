// SPDX-License-Identifier: BSD-3-Clause
#include "sim/sweep/axis.h"

#include "sim/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace ampsim::sweep {

namespace {

constexpr std::size_t most_points = 100'000;

[[noreturn]] void fail(const std::string& text, const std::string& problem) {
    throw InputError(
        fmt::format("--axis {}: {}; expected KEY=VALUE,VALUE,... or KEY=FROM..TO:POINTS[:log], "
                    "such as mu_signal=25ns..2us:8:log",
                    text, problem));
}

std::string trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) {
        return "";
    }
    return std::string(text.substr(first, text.find_last_not_of(' ') + 1 - first));
}

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(separator, begin), text.size());
        parts.push_back(trimmed(std::string_view(text).substr(begin, end - begin)));
        begin = end + 1;
    }
    return parts;
}

/// As a TOML string.
std::string quoted(const std::string& text) {
    std::string inner;
    for (const char c : text) {
        inner += c == '"' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
    }
    return '"' + inner + '"';
}

std::string list_setting(const std::string& text, const std::string& list) {
    std::vector<std::string> values;
    for (const std::string& value : split(list, ',')) {
        if (value.empty()) {
            fail(text, "a value is empty");
        }
        values.push_back(quoted(value));
    }
    return fmt::format("[{}]", fmt::join(values, ", "));
}

/// "FROM..TO:POINTS[:log]".
std::string range_setting(const std::string& text, const std::string& range, bool ends_suffice) {
    const std::vector<std::string> parts = split(range, ':');
    const std::size_t dots = parts[0].find("..");
    if (dots == std::string::npos) {
        fail(text, "a range begins with FROM..TO");
    }
    if (parts.size() > 3 || (parts.size() == 1 && !ends_suffice)) {
        fail(text, parts.size() > 3 ? "there is too much behind the range"
                                    : "the number of points is missing");
    }
    const std::string points = parts.size() > 1 ? parts[1] : "2";
    if (points.empty() || points.find_first_not_of("0123456789") != std::string::npos) {
        fail(text, fmt::format("'{}' is no number of points", points));
    }
    return fmt::format("{{ from = {}, to = {}, points = {}, scale = {} }}",
                       quoted(trimmed(parts[0].substr(0, dots))),
                       quoted(trimmed(parts[0].substr(dots + 2))), points,
                       quoted(parts.size() > 2 ? parts[2] : "linear"));
}

} // namespace

std::string axis_setting(const std::string& text, bool ends_suffice) {
    const std::size_t equals = text.find('=');
    if (equals == 0 || equals == std::string::npos) {
        fail(text, "there is no KEY=");
    }
    const std::string values = text.substr(equals + 1);
    return fmt::format("sweep.axes.{}={}", quoted(trimmed(text.substr(0, equals))),
                       values.find("..") == std::string::npos
                           ? list_setting(text, values)
                           : range_setting(text, values, ends_suffice));
}

std::vector<std::vector<std::string>> grid(const std::vector<Axis>& axes) {
    std::vector<std::vector<std::string>> points{{}};
    for (const Axis& axis : axes) {
        if (points.size() * axis.values.size() > most_points) {
            throw InputError(
                fmt::format("the grid of all axes has more than {} points", most_points));
        }
        std::vector<std::vector<std::string>> longer;
        longer.reserve(points.size() * axis.values.size());
        for (const std::vector<std::string>& point : points) {
            for (const std::string& value : axis.values) {
                longer.push_back(point);
                longer.back().push_back(value);
            }
        }
        points = std::move(longer);
    }
    return points;
}

} // namespace ampsim::sweep

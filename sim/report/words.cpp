// SPDX-License-Identifier: BSD-3-Clause
#include "sim/report/words.h"

#include "sim/measure/units.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

namespace ampsim::report {

namespace {

struct Fraction {
    double share;
    double margin; ///< up to which it may be said
    const char* words;
};
constexpr Fraction fractions[] = {
    {1.0, 0.0005, "all"},          {0.97, 0.0295, "nearly all"}, {0.75, 0.02, "three quarters"},
    {2.0 / 3, 0.02, "two thirds"}, {0.5, 0.02, "half"},          {1.0 / 3, 0.02, "a third"},
    {0.25, 0.02, "a quarter"},
};

bool is_whole(double value) {
    constexpr double exact_up_to = 9007199254740992.0; // 2^53
    return std::abs(value) < exact_up_to && std::round(value) == value;
}

} // namespace

std::string share_in_words(double share) {
    for (const Fraction& fraction : fractions) {
        if (std::abs(share - fraction.share) <= fraction.margin) {
            return fraction.words;
        }
    }
    return fmt::format("{:.0f} %", 100 * share);
}

std::string counted(std::uint64_t number, std::string_view what) {
    return fmt::format("{} {}{}", measure::grouped(number), what, number == 1 ? "" : "s");
}

std::string figure_text(double value, std::string_view unit) {
    if (unit == "ns" && std::abs(value) < static_cast<double>(INT64_MAX)) {
        return measure::human_duration(VirtualTime{std::llround(value)});
    }
    const std::string number =
        is_whole(value)
            ? (value < 0 ? "-" : "") + measure::grouped(static_cast<std::uint64_t>(std::abs(value)))
            : fmt::format("{:.4g}", value);
    return unit.empty() ? number : fmt::format("{} {}", number, unit);
}

std::string change_text(double value, std::string_view unit) {
    return (value > 0 ? "+" : "") + figure_text(value, unit);
}

std::string setting_text(std::string_view value) {
    constexpr std::string_view ascii = " us"; // as scenarios and exact_duration() write it
    const std::size_t number = value.size() < ascii.size() ? 0 : value.size() - ascii.size();
    return value.substr(number) == ascii ? std::string(value.substr(0, number)) + " µs"
                                         : std::string(value);
}

std::string change_in_percent(double share) {
    const double percent = 100 * share;
    return std::abs(percent) < 9.95 ? fmt::format("{:+.1f} %", percent)
                                    : fmt::format("{:+.0f} %", percent);
}

} // namespace ampsim::report

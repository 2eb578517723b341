// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/units.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdlib>

namespace ampsim::measure {

namespace {

struct Unit {
    std::int64_t nanoseconds;
    int exponent;
    const char* human;
    const char* ascii;
};
constexpr std::array<Unit, 4> units{{{1'000'000'000, 9, "s", "s"},
                                     {1'000'000, 6, "ms", "ms"},
                                     {1'000, 3, "µs", "us"},
                                     {1, 0, "ns", "ns"}}};

const Unit& unit_for(std::int64_t nanoseconds) {
    for (const Unit& unit : units) {
        if (std::abs(nanoseconds) >= unit.nanoseconds) {
            return unit;
        }
    }
    return units.back();
}

} // namespace

std::string human_duration(VirtualTime duration, unsigned significant_digits) {
    const Unit* unit = &unit_for(duration.count());
    if (unit == &units.back()) {
        return fmt::format("{} ns", duration.count());
    }
    const auto decimals_of = [&](double value) {
        const unsigned whole = std::abs(value) >= 100 ? 3 : std::abs(value) >= 10 ? 2 : 1;
        return significant_digits > whole ? significant_digits - whole : 0;
    };
    const auto rounded = [&](double value) {
        const double scale = std::pow(10.0, decimals_of(value));
        return std::round(value * scale) / scale;
    };
    double value =
        rounded(static_cast<double>(duration.count()) / static_cast<double>(unit->nanoseconds));
    if (std::abs(value) >= 1000 && unit != units.data()) { // 999.96 µs is 1.00 ms, not 1000 µs
        --unit;
        value =
            rounded(static_cast<double>(duration.count()) / static_cast<double>(unit->nanoseconds));
    }
    return fmt::format("{:.{}f} {}", value, decimals_of(value), unit->human);
}

std::string exact_duration(VirtualTime duration) {
    const Unit& unit = unit_for(duration.count());
    const std::uint64_t size = duration.count() < 0
                                   ? 0 - static_cast<std::uint64_t>(duration.count())
                                   : static_cast<std::uint64_t>(duration.count());
    const auto scale = static_cast<std::uint64_t>(unit.nanoseconds);
    std::string text = fmt::format("{}{}", duration.count() < 0 ? "-" : "", size / scale);
    if (size % scale != 0) {
        std::string decimals = fmt::format("{:0{}}", size % scale, unit.exponent);
        decimals.erase(decimals.find_last_not_of('0') + 1);
        text += "." + decimals;
    }
    return text + " " + unit.ascii;
}

std::string grouped(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t place = text.size(); place > 3; place -= 3) {
        text.insert(place - 3, ",");
    }
    return text;
}

int nanosecond_exponent(std::string_view unit) {
    for (const Unit& known : units) {
        if (unit == known.human || unit == known.ascii) {
            return known.exponent;
        }
    }
    return unit == "μs" ? 3 : -1; // the Greek letter; the unit above has the micro sign
}

} // namespace ampsim::measure

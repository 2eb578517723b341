// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/duration.h"

#include "sim/error.h"
#include "sim/measure/units.h"

#include <fmt/format.h>

#include <limits>

namespace ampsim::scenario {

namespace {

using Count = VirtualTime::rep;

[[noreturn]] void fail(std::string_view text, std::string_view why) {
    throw InputError(fmt::format("expected a duration with its unit, such as \"60 s\", \"1.5 ms\", "
                                 "\"20 us\" or \"250 ns\", got '{}'{}",
                                 text, why));
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

} // namespace

VirtualTime parse_duration(std::string_view text) {
    std::size_t end = 0;
    while (end < text.size() && (is_digit(text[end]) || text[end] == '.')) {
        ++end;
    }
    const std::string_view number = text.substr(0, end);
    const std::size_t unit_start = text.find_first_not_of(' ', end);
    const std::string_view unit =
        unit_start == std::string_view::npos ? std::string_view{} : text.substr(unit_start);
    if (number.empty() || number.front() == '.' || number.back() == '.') {
        fail(text, "");
    }
    if (unit.empty()) {
        fail(text, ": the unit is missing");
    }
    int exponent = measure::nanosecond_exponent(unit);
    if (exponent < 0) {
        fail(text, fmt::format(": unknown unit '{}'; units are ns, us, ms, s", unit));
    }

    Count nanoseconds = 0;
    const auto append = [&](int digit) {
        if (nanoseconds > (std::numeric_limits<Count>::max() - digit) / 10) {
            fail(text, ": too long");
        }
        nanoseconds = nanoseconds * 10 + digit;
    };
    bool decimals = false;
    for (const char c : number) {
        if (c == '.') {
            if (decimals) {
                fail(text, "");
            }
            decimals = true;
        } else if (decimals && exponent == 0) {
            if (c != '0') {
                fail(text, ": not a whole number of nanoseconds");
            }
        } else {
            append(c - '0');
            exponent -= decimals ? 1 : 0;
        }
    }
    for (; exponent > 0; --exponent) {
        append(0);
    }
    return VirtualTime{nanoseconds};
}

} // namespace ampsim::scenario

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/compare/tolerance.h"

#include "sim/error.h"
#include "sim/measure/units.h"
#include "sim/scenario/duration.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

namespace ampsim::compare {

bool Tolerance::allows(std::optional<std::int64_t> a, std::optional<std::int64_t> b,
                       bool is_duration) const {
    if (!a || !b) {
        return !a && !b;
    }
    const double change = std::abs(static_cast<double>(*b) - static_cast<double>(*a));
    // A percentage of a figure has binary noise: 2 % of 50 is to allow 1.
    const double allowed = share * std::abs(static_cast<double>(*a)) * (1 + 1e-12);
    return change <= allowed || (is_duration && change <= static_cast<double>(ns));
}

std::string Tolerance::text() const {
    if (ns != 0) {
        return measure::exact_duration(VirtualTime{ns});
    }
    return share == 0 ? "0" : fmt::format("{:g} %", share * 100);
}

Tolerance parse_tolerance(std::string_view text) {
    const std::string whole(text);
    Tolerance tolerance;
    if (whole == "0") {
        return tolerance;
    }
    if (!whole.empty() && whole.back() == '%') {
        std::string number = whole.substr(0, whole.size() - 1);
        number.erase(number.find_last_not_of(' ') + 1);
        char* end = nullptr;
        tolerance.share = std::strtod(number.c_str(), &end) / 100;
        if (!number.empty() && number.find_first_not_of("0123456789.") == std::string::npos &&
            *end == '\0' && tolerance.share <= 1) {
            return tolerance;
        }
    } else {
        try {
            tolerance.ns = scenario::parse_duration(text).count();
            return tolerance;
        } catch (const InputError&) {
            // said below, with what else may stand here
        }
    }
    throw InputError(fmt::format("--tolerance {}: expected a share of up to 100 % (\"2%\") or a "
                                 "duration (\"50 ns\")",
                                 whole));
}

} // namespace ampsim::compare

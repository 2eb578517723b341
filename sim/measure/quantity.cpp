// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/quantity.h"

#include "sim/error.h"
#include "sim/measure/suggestion.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

namespace ampsim::measure {

namespace {

__extension__ using Wide = __int128;

constexpr std::int64_t kilo = 1000;
constexpr std::int64_t mega = kilo * kilo;
constexpr std::int64_t giga = mega * kilo;
constexpr std::int64_t kibi = 1024;
constexpr std::int64_t mebi = kibi * kibi;
constexpr std::int64_t gibi = mebi * kibi;

/// Of each dimension the largest first, as exact_text() looks for one.
constexpr std::array<Unit, 25> units{
    {{"s", Dimension::time, giga},        {"ms", Dimension::time, mega},
     {"us", Dimension::time, kilo},       {"µs", Dimension::time, kilo}, // the micro sign
     {"μs", Dimension::time, kilo},                                      // the Greek letter
     {"ns", Dimension::time, 1},          {"GHz", Dimension::frequency, giga},
     {"MHz", Dimension::frequency, mega}, {"kHz", Dimension::frequency, kilo},
     {"Hz", Dimension::frequency, 1},     {"GiB", Dimension::size, gibi},
     {"GB", Dimension::size, giga},       {"MiB", Dimension::size, mebi},
     {"MB", Dimension::size, mega},       {"KiB", Dimension::size, kibi},
     {"kB", Dimension::size, kilo},       {"B", Dimension::size, 1},
     {"GiB/s", Dimension::rate, gibi},    {"GB/s", Dimension::rate, giga},
     {"MiB/s", Dimension::rate, mebi},    {"MB/s", Dimension::rate, mega},
     {"KiB/s", Dimension::rate, kibi},    {"kB/s", Dimension::rate, kilo},
     {"B/s", Dimension::rate, 1},         {"", Dimension::number, 1}}};

[[noreturn]] void fail(std::string_view text, const std::string& why) {
    throw InputError(
        fmt::format("expected a number, or one with its unit, such as \"250 ns\", \"1 MHz\" or "
                    "\"64 KiB\", got '{}'{}",
                    text, why));
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Digits with a point in them or not.
struct Decimal {
    Wide digits = 0;
    unsigned decimals = 0;
};

constexpr unsigned most_digits = 19;
constexpr unsigned most_decimals = 18; // 10^18 times 63 bits is less than 127 bits

Decimal parse_decimal(std::string_view whole_text, std::string_view number) {
    if (number.empty() || !is_digit(number.front()) || !is_digit(number.back())) {
        fail(whole_text, "");
    }
    const std::size_t point = number.find('.');
    Decimal decimal;
    if (point != std::string_view::npos) {
        while (number.back() == '0') {
            number.remove_suffix(1);
        }
        decimal.decimals = static_cast<unsigned>(number.size() - point - 1);
    }
    unsigned digits = 0;
    for (std::size_t i = 0; i < number.size(); ++i) {
        if (i == point) {
            continue;
        }
        if (!is_digit(number[i])) {
            fail(whole_text, "");
        }
        decimal.digits = decimal.digits * 10 + (number[i] - '0');
        digits += decimal.digits != 0 ? 1 : 0;
        if (digits > most_digits || decimal.decimals > most_decimals) {
            fail(whole_text, ": it has too many digits");
        }
    }
    return decimal;
}

Wide power_of_ten(unsigned exponent) {
    Wide power = 1;
    for (; exponent > 0; --exponent) {
        power *= 10;
    }
    return power;
}

std::string decimal_text(Wide digits, unsigned decimals) {
    const bool negative = digits < 0;
    std::string text;
    for (Wide rest = negative ? -digits : digits; rest != 0 || text.size() <= decimals;
         rest /= 10) {
        text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
    }
    if (decimals > 0) {
        text.insert(text.size() - decimals, ".");
        text.erase(text.find_last_not_of('0') + 1);
        if (text.back() == '.') {
            text.pop_back();
        }
    }
    return (negative ? "-" : "") + text;
}

/// The quantity divided by a factor, exactly; nothing when that takes more than `most` decimals.
std::optional<std::string> divided(std::int64_t amount, std::int64_t factor, unsigned most) {
    for (unsigned decimals = 0; decimals <= most; ++decimals) {
        const Wide scaled = static_cast<Wide>(amount) * power_of_ten(decimals);
        if (scaled % factor == 0) {
            return decimal_text(scaled / factor, decimals);
        }
    }
    return std::nullopt;
}

} // namespace

double Quantity::value() const {
    return static_cast<double>(amount) / static_cast<double>(power_of_ten(decimals));
}

std::string base_unit(Dimension dimension) {
    const auto found = std::find_if(units.begin(), units.end(), [dimension](const Unit& unit) {
        return unit.dimension == dimension && unit.factor == 1;
    });
    return std::string(found->name);
}

const Unit* find_unit(std::string_view name) {
    const auto found = std::find_if(units.begin(), units.end(),
                                    [name](const Unit& unit) { return unit.name == name; });
    return found == units.end() ? nullptr : &*found;
}

std::string known_units(std::string_view misspelt) {
    Suggestion suggestion(misspelt);
    for (const Unit& known : units) {
        if (!known.name.empty()) {
            suggestion.consider(known.name);
        }
    }
    return suggestion.text() + "; units are ns, us, ms, s, Hz, kHz, MHz, GHz, B, KiB, MiB, GiB, "
                               "kB, MB, GB, and those of sizes with \"/s\"";
}

std::string describe(Dimension dimension) {
    switch (dimension) {
    case Dimension::time:
        return "a time, such as \"250 ns\"";
    case Dimension::frequency:
        return "a frequency, such as \"1 MHz\"";
    case Dimension::size:
        return "a size, such as \"64 KiB\"";
    case Dimension::rate:
        return "a size for each second, such as \"100 MB/s\"";
    case Dimension::number:
        break;
    }
    return "a number without a unit";
}

Quantity parse_quantity(std::string_view text) {
    const bool negative = !text.empty() && text.front() == '-';
    const std::string_view size = text.substr(negative ? 1 : 0);
    const std::size_t end = std::min(size.find_first_not_of("0123456789."), size.size());
    const std::size_t unit_start = std::min(size.find_first_not_of(' ', end), size.size());
    const Decimal decimal = parse_decimal(text, size.substr(0, end));
    const std::string_view unit_name = size.substr(unit_start);
    const Unit* unit = find_unit(unit_name);
    if (!unit) {
        fail(text, fmt::format(": unknown unit '{}'{}", unit_name, known_units(unit_name)));
    }
    Quantity quantity{unit->dimension, 0, 0};
    Wide amount = decimal.digits;
    if (unit->dimension == Dimension::number) {
        quantity.decimals = decimal.decimals;
    } else {
        const Wide scale = power_of_ten(decimal.decimals);
        amount *= unit->factor;
        if (amount % scale != 0) {
            fail(text, fmt::format(": not a whole number of {}", base_unit(unit->dimension)));
        }
        amount /= scale;
        if (negative && amount != 0) {
            fail(text, ": it is negative");
        }
    }
    if (amount > std::numeric_limits<std::int64_t>::max()) {
        fail(text, ": it is too large");
    }
    quantity.amount = static_cast<std::int64_t>(negative ? -amount : amount);
    return quantity;
}

std::string exact_text(const Quantity& quantity) {
    if (quantity.dimension == Dimension::number) {
        return decimal_text(quantity.amount, quantity.decimals);
    }
    const bool is_binary =
        quantity.dimension == Dimension::size || quantity.dimension == Dimension::rate;
    const unsigned decimals = is_binary ? 0 : 9;
    for (const Unit& unit : units) {
        if (unit.dimension != quantity.dimension || unit.factor > quantity.amount) {
            continue;
        }
        if (const auto number = divided(quantity.amount, unit.factor, decimals)) {
            return fmt::format("{} {}", *number, unit.name);
        }
    }
    return fmt::format("{} {}", quantity.amount, base_unit(quantity.dimension));
}

std::optional<std::string> number_in_unit(const Quantity& quantity, std::string_view unit) {
    return quantity.dimension == Dimension::number
               ? exact_text(quantity)
               : divided(quantity.amount, find_unit(unit)->factor, most_decimals);
}

int compare(const Quantity& left, const Quantity& right) {
    const Wide difference = static_cast<Wide>(left.amount) * power_of_ten(right.decimals) -
                            static_cast<Wide>(right.amount) * power_of_ten(left.decimals);
    return difference < 0 ? -1 : difference > 0 ? 1 : 0;
}

} // namespace ampsim::measure

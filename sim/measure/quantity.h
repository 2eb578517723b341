// SPDX-License-Identifier: BSD-3-Clause
//
// A number with its unit, as people write it and exact: "250 ns", "1.5 MHz", "64 KiB", "100 MB/s",
// "0.75". Inside it is a whole number of its dimension's base unit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ampsim::measure {

enum class Dimension {
    number,    ///< no unit
    time,      ///< ns, us (µs), ms, s
    frequency, ///< Hz, kHz, MHz, GHz
    size,      ///< B, kB, MB, GB, KiB, MiB, GiB
    rate,      ///< a size for each second: "MB/s"
};

struct Quantity {
    Dimension dimension = Dimension::number;
    std::int64_t amount = 0; ///< in the base unit: ns, Hz, B, B/s; of a number: of 10^-decimals
    unsigned decimals = 0;   ///< of a number

    /// In the base unit, as near as a double comes.
    double value() const;
};

/// "ns", "Hz", "B", "B/s"; "" of a number.
std::string base_unit(Dimension dimension);

struct Unit {
    std::string_view name;
    Dimension dimension;
    std::int64_t factor; ///< of the base unit
};

/// By name; "" is that of a number. Null when it is unknown.
const Unit* find_unit(std::string_view name);

/// For messages: "; did you mean 'us'?; units are ns, us, ...".
std::string known_units(std::string_view misspelt);

/// "a time, such as \"250 ns\"": for messages.
std::string describe(Dimension dimension);

/// With or without a space before the unit; only numbers may be negative. Throws InputError when
/// it is none, when its unit is unknown (with a suggestion), or when it is not a whole number of
/// the base unit of up to 63 bits.
Quantity parse_quantity(std::string_view text);

/// Every digit, ASCII, with the largest unit that it has one of; sizes with the largest one that
/// needs no decimals: "1.5 us", "64 KiB", "0.75". parse_quantity() gives the same quantity back.
std::string exact_text(const Quantity& quantity);

/// The number alone when the quantity is written in this unit, which must be of its dimension: 25
/// ns in "us" is "0.025". Nothing when that takes too many decimals: 1 B in "GiB".
std::optional<std::string> number_in_unit(const Quantity& quantity, std::string_view unit);

/// Less than 0, 0, more than 0. Both have one dimension.
int compare(const Quantity& left, const Quantity& right);

} // namespace ampsim::measure

// SPDX-License-Identifier: BSD-3-Clause
//
// Figures in words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ampsim::report {

/// "half", "a third", "nearly all", "49 %": a part of a whole, 0..1.
std::string share_in_words(double share);

/// "1 point", "48 points".
std::string counted(std::uint64_t number, std::string_view what);

/// A figure of a table with its unit ("ns" or none): "39.5 µs", "1,000", "0.7".
std::string figure_text(double value, std::string_view unit);

/// The same with its sign: "+500 ns".
std::string change_text(double value, std::string_view unit);

/// What a parameter was set to, as a reader expects it: "2 us" is "2 µs"; other texts stay.
std::string setting_text(std::string_view value);

/// "+2.5 %", "+833 %": of a share.
std::string change_in_percent(double share);

} // namespace ampsim::report

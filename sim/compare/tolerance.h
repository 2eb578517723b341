// SPDX-License-Identifier: BSD-3-Clause
//
// How far a figure may move before it counts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ampsim::compare {

struct Tolerance {
    double share = 0;    ///< of the figure: 0.02 is 2 %
    std::int64_t ns = 0; ///< absolute, of durations; what is allowed by either is allowed

    /// A figure that appears or disappears is never tolerated.
    bool allows(std::optional<std::int64_t> a, std::optional<std::int64_t> b,
                bool is_duration) const;
    std::string text() const; ///< "2 %", "50 ns", "0"
};

/// "2%", "0.5 %", "50 ns", "1.5 us", "0". Throws InputError otherwise.
Tolerance parse_tolerance(std::string_view text);

} // namespace ampsim::compare

// SPDX-License-Identifier: BSD-3-Clause
//
// What a sweep varies: a key with the values that it takes, one after the other. Several axes make
// a grid.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace ampsim::sweep {

struct Axis {
    std::string key;  ///< a parameter, or a key as --set takes it
    std::string unit; ///< of the numbers: "ns" for durations, "" for plain numbers and texts
    std::vector<std::string> values;            ///< as --set takes them
    std::vector<std::optional<double>> numbers; ///< of the values; durations in ns
    bool behind_snapshot = false; ///< it changes from the snapshot on, so all values share a boot
};

/// The value as a number: "1.5 us" is 1500, in ns. Nothing for a text.
struct Measured {
    double number = 0;
    bool is_duration = false;
};
std::optional<Measured> measured(const std::string& value);

/// An axis of these values; durations and plain numbers do not go together. Throws InputError.
Axis make_axis(std::string key, std::string unit, std::vector<std::string> values);

/// "KEY=V1,V2,..." or "KEY=FROM..TO:N[:log]", as `--axis` takes it. A range of whole numbers, or of
/// durations (whole ns), is rounded to such; what is then the same is there once. Throws
/// InputError.
Axis parse_axis(const std::string& text);

/// Every combination of the values of all axes, the first axis slowest: indices of values.
std::vector<std::vector<std::size_t>> grid(const std::vector<Axis>& axes);

} // namespace ampsim::sweep

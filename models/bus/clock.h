// SPDX-License-Identifier: BSD-3-Clause
//
// Time on a bus: picoseconds as integers, since the periods of clocks are no whole nanoseconds. A
// clock's edge number n is at n / frequency, rounded up to a picosecond: what n cycles take is
// never off by more than one, however many they are.
#pragma once

#include <cstdint>

namespace ampsim::models::bus {

using Picoseconds = std::uint64_t;

inline constexpr Picoseconds never = UINT64_MAX;
inline constexpr Picoseconds nanosecond = 1000;

/// The whole nanosecond that is not before `time`.
constexpr Picoseconds to_nanosecond(Picoseconds time) {
    return (time + nanosecond - 1) / nanosecond * nanosecond;
}

class Clock {
public:
    /// `hertz`: 1 to 10^12.
    explicit constexpr Clock(std::uint64_t hertz) : hertz_(hertz) {}

    constexpr std::uint64_t hertz() const { return hertz_; }
    constexpr Picoseconds cycles(std::uint64_t count) const {
        return ceiling(count, second, hertz_);
    }
    constexpr Picoseconds edge_at_or_after(Picoseconds time) const {
        return time == 0 ? 0 : cycles(floor(time - 1, hertz_, second) + 1);
    }

private:
    static constexpr std::uint64_t second = 1'000'000'000'000;

    __extension__ using Wide = unsigned __int128;
    /// a * b / divisor.
    static constexpr std::uint64_t floor(std::uint64_t a, std::uint64_t b, std::uint64_t divisor) {
        return static_cast<std::uint64_t>(static_cast<Wide>(a) * b / divisor);
    }
    static constexpr std::uint64_t ceiling(std::uint64_t a, std::uint64_t b,
                                           std::uint64_t divisor) {
        return static_cast<std::uint64_t>((static_cast<Wide>(a) * b + divisor - 1) / divisor);
    }

    std::uint64_t hertz_;
};

} // namespace ampsim::models::bus

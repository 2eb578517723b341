// SPDX-License-Identifier: BSD-3-Clause
//
// Random numbers that are the same on every host: integers only, no library's distributions and no
// logarithm. SplitMix64 [Steele, Lea, Flood, "Fast splittable pseudorandom number generators",
// OOPSLA 2014].
#pragma once

#include <cstdint>

namespace ampsim::models {

class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    /// Number `index` of the sequence from `seed`: the index + 1 st that next() gives.
    static std::uint64_t number(std::uint64_t seed, std::uint64_t index) {
        std::uint64_t mixed = seed + (index + 1) * step;
        mixed = (mixed ^ mixed >> 30U) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ mixed >> 27U) * 0x94d049bb133111eb;
        return mixed ^ mixed >> 31U;
    }

    /// All of 64 bits.
    std::uint64_t next() {
        const std::uint64_t next = number(state_, 0);
        state_ += step;
        return next;
    }

    /// From 0 to `end` - 1; the deviation from equal chances is below `end` / 2^64.
    std::uint64_t below(std::uint64_t end) { return scaled(next(), end); }

    /// Exponentially distributed, by comparisons alone [J. von Neumann, "Various techniques used in
    /// connection with random digits", 1951]: the length of a falling run of uniform numbers is
    /// odd with the chance e^-u of its first number u.
    std::uint64_t exponential(std::uint64_t mean) {
        for (std::uint64_t whole = 0;; ++whole) {
            const std::uint64_t first = next();
            std::uint64_t last = first;
            bool odd = true;
            for (std::uint64_t other = next(); other < last; other = next()) {
                last = other;
                odd = !odd;
            }
            if (odd) {
                return whole * mean + scaled(first, mean);
            }
        }
    }

private:
    static constexpr std::uint64_t step = 0x9e3779b97f4a7c15;

    /// `number` / 2^64 of `range`.
    static std::uint64_t scaled(std::uint64_t number, std::uint64_t range) {
        __extension__ using Wide = unsigned __int128;
        return static_cast<std::uint64_t>(static_cast<Wide>(number) * range >> 64U);
    }

    std::uint64_t state_;
};

} // namespace ampsim::models

// SPDX-License-Identifier: BSD-3-Clause
//
// What a bad line does to the bits on it: each of them is inverted with the same probability. A
// start bit that is inverted goes unseen, and the character with it; a stop bit makes a framing
// error; any other is a wrong value that the UART does not notice, unless there is a parity bit.
//
// The numbers come from a seed: the same line makes the same errors in each run.
#pragma once

#include "models/random.h"

#include <cstdint>

namespace ampsim::models {

class LineNoise {
public:
    static constexpr std::uint32_t million = 1'000'000;

    /// `bit_errors_ppm`: inverted bits per million, 0 to a million.
    LineNoise(std::uint32_t bit_errors_ppm, std::uint64_t seed)
        : bit_errors_ppm_(bit_errors_ppm), random_(seed) {}

    /// Of a character of `bits` bits, at most 12: bit n of the result is set where bit n on the
    /// line is inverted; bit 0 is the start bit.
    std::uint32_t inverted(unsigned bits);

private:
    std::uint32_t bit_errors_ppm_;
    Random random_;
};

} // namespace ampsim::models

// SPDX-License-Identifier: BSD-3-Clause
#include "models/serial/line_noise.h"

namespace ampsim::models {

std::uint32_t LineNoise::inverted(unsigned bits) {
    std::uint32_t mask = 0;
    if (bit_errors_ppm_ == 0) {
        return mask;
    }
    for (unsigned bit = 0; bit < bits; ++bit) {
        mask |= (next() % million < bit_errors_ppm_ ? 1U : 0U) << bit;
    }
    return mask;
}

std::uint64_t LineNoise::next() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
    return mixed ^ mixed >> 31;
}

} // namespace ampsim::models

// SPDX-License-Identifier: BSD-3-Clause
#include "models/serial/line_noise.h"

namespace ampsim::models {

std::uint32_t LineNoise::inverted(unsigned bits) {
    std::uint32_t mask = 0;
    if (bit_errors_ppm_ == 0) {
        return mask;
    }
    for (unsigned bit = 0; bit < bits; ++bit) {
        mask |= (random_.next() % million < bit_errors_ppm_ ? 1U : 0U) << bit;
    }
    return mask;
}

} // namespace ampsim::models

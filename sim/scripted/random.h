// SPDX-License-Identifier: BSD-3-Clause
//
// The models' random numbers (models/random.h), and times.
#pragma once

#include "models/random.h"
#include "sim/time/virtual_time.h"

#include <cstdint>

namespace ampsim::scripted {

class Random : public models::Random {
public:
    using models::Random::Random;

    /// Exponentially distributed.
    VirtualTime exponential(VirtualTime mean) {
        const auto unit = static_cast<std::uint64_t>(mean.count());
        return VirtualTime{static_cast<std::int64_t>(models::Random::exponential(unit))};
    }
};

} // namespace ampsim::scripted

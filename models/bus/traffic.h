// SPDX-License-Identifier: BSD-3-Clause
//
// A scripted initiator: bursts of one length at a rate, periodic or with exponential gaps (a
// Poisson process), to addresses one after the other or at random. It loads the bus and moves no
// data: what it would read or write keeps its bytes.
#pragma once

#include "models/bus/access.h"
#include "models/bus/clock.h"
#include "models/random.h"

#include <cstdint>

namespace ampsim::models::bus {

struct TrafficParameters {
    enum class Arrivals { periodic, poisson };
    enum class Addresses { linear, random };

    Picoseconds start = 0;    ///< the first burst is issued then
    Picoseconds stop = never; ///< none is issued from then on
    unsigned burst_bytes = 64;
    /// Bytes in a second, in MB/s (10^6); 0: as fast as the limit of outstanding bursts lets it.
    std::uint32_t megabytes_per_second = 100;
    Arrivals arrivals = Arrivals::periodic;
    Addresses addresses = Addresses::linear;
    std::uint64_t first = 0; ///< offset in the target
    std::uint64_t size = 0;  ///< of the window, at least a burst
    unsigned read_percent = 50;
    std::uint64_t seed = 1;
};

/// The stream of bursts; when one is held up by the bus, those behind it are as late as it.
class Traffic {
public:
    explicit Traffic(const TrafficParameters& parameters)
        : parameters_(parameters), random_(parameters.seed) {}

    Access next_access();
    /// From the issue of one burst to that of the next.
    Picoseconds next_gap();
    const TrafficParameters& parameters() const { return parameters_; }

private:
    TrafficParameters parameters_;
    Random random_;
    std::uint64_t position_ = 0;
    std::uint64_t remainder_ = 0; ///< what whole picoseconds left over of the gaps so far
};

} // namespace ampsim::models::bus

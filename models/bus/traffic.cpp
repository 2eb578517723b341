// SPDX-License-Identifier: BSD-3-Clause
#include "models/bus/traffic.h"

namespace ampsim::models::bus {

namespace {

constexpr std::uint64_t picoseconds_per_byte = 1'000'000; ///< at 1 MB/s

} // namespace

Access Traffic::next_access() {
    const std::uint64_t bursts = parameters_.size / parameters_.burst_bytes;
    const std::uint64_t burst = parameters_.addresses == TrafficParameters::Addresses::random
                                    ? random_.below(bursts)
                                    : position_++ % bursts;
    const bool read = random_.below(100) < parameters_.read_percent;
    return {parameters_.first + burst * parameters_.burst_bytes, parameters_.burst_bytes, !read};
}

Picoseconds Traffic::next_gap() {
    const std::uint64_t rate = parameters_.megabytes_per_second;
    if (rate == 0) {
        return 0;
    }
    const std::uint64_t whole = parameters_.burst_bytes * picoseconds_per_byte;
    if (parameters_.arrivals == TrafficParameters::Arrivals::poisson) {
        return random_.exponential(whole / rate);
    }
    remainder_ += whole;
    const Picoseconds gap = remainder_ / rate;
    remainder_ %= rate;
    return gap;
}

} // namespace ampsim::models::bus

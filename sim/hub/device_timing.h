// SPDX-License-Identifier: BSD-3-Clause
//
// How long things take at a device as it was simulated, the defaults of its model included: what a
// report shows.
#pragma once

#include "sim/time/virtual_time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ampsim::hub {

struct DeviceTiming {
    struct Latency {
        std::string name; ///< as in the platform, without "ampsim," and "-ns": "signal-latency"
        std::int64_t picoseconds = 0;
    };
    /// Of a device that reads and writes memory by itself: its way over the interconnect.
    struct Path {
        VirtualTime request{};
        VirtualTime response{};
    };
    std::vector<Latency> latencies; ///< in the order in which the model asks for them
    std::optional<Path> master;
};

} // namespace ampsim::hub

// SPDX-License-Identifier: BSD-3-Clause
//
// Who of those that wait at a port is served next. A port asks when it is free and somebody waits,
// after all requests of the instant have come in: what a policy sees does not depend on the order
// in which they came.
#pragma once

#include "models/bus/clock.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace ampsim::models::bus {

/// The oldest request of an initiator at a port.
struct Candidate {
    std::size_t initiator = 0;
    Picoseconds arrival = 0; ///< at this port
    Picoseconds service = 0; ///< for which it would occupy the port, from now on
    unsigned priority = 0;   ///< of the initiator: the higher, the more urgent
    unsigned weight = 1;     ///< of the initiator
};

struct Choice {
    std::optional<std::size_t> winner; ///< index of the candidate; nothing: none may be served now
    Picoseconds ask_again = never;     ///< then: when that changes, if nobody else comes
};

class Arbiter {
public:
    virtual ~Arbiter() = default;
    /// `waiting` is not empty, and in the order of the initiators. Who is chosen is served.
    virtual Choice choose(Picoseconds now, const std::vector<Candidate>& waiting) = 0;
};

} // namespace ampsim::models::bus

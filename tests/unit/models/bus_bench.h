// SPDX-License-Identifier: BSD-3-Clause
//
// A fabric under test: requests at given instants, and what became of them.
#pragma once

#include "models/bus/arbiters.h"
#include "models/bus/fabric.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ampsim::models::bus {

inline constexpr Picoseconds ns = nanosecond;

/// 8 bytes a cycle of 5 ns.
inline PortParameters ordinary_port() {
    return {};
}

inline TrafficParameters bursts(unsigned bytes, std::uint32_t megabytes_per_second) {
    TrafficParameters traffic;
    traffic.burst_bytes = bytes;
    traffic.megabytes_per_second = megabytes_per_second;
    traffic.size = 1 << 20;
    return traffic;
}

struct Asked {
    Picoseconds at = 0;
    std::size_t initiator = 0;
    Access access;
    std::size_t target = 0;
};

/// Submits all of them, in the order in which they are given where instants are the same, answers
/// each `latency` after it got through, and says when each of them did. Looks no earlier than
/// next_delivery() says, unless `step` is not 0: then at each multiple of it too.
inline std::vector<Picoseconds> deliver(Fabric& fabric, const std::vector<Asked>& asked,
                                        Picoseconds latency = 0, Picoseconds step = 0) {
    std::vector<Picoseconds> through(asked.size(), never);
    std::map<Fabric::Ticket, std::size_t> index_of;
    std::size_t submitted = 0;
    std::size_t done = 0;
    Picoseconds now = 0;
    while (done < asked.size()) {
        Picoseconds next = fabric.next_delivery(now);
        if (submitted < asked.size()) {
            next = std::min(next, asked[submitted].at);
        }
        if (step != 0) {
            next = std::min(next, now + step);
        }
        if (next == never) {
            break;
        }
        now = std::max(now, next);
        fabric.settle(now);
        for (const Fabric::Delivery& delivery : fabric.take_deliveries()) {
            const std::size_t index = index_of.at(delivery.ticket);
            through[index] = delivery.at;
            index_of.erase(delivery.ticket);
            fabric.answered(delivery.ticket, std::max(now, delivery.at + latency));
            ++done;
        }
        for (; submitted < asked.size() && asked[submitted].at == now; ++submitted) {
            const Asked& one = asked[submitted];
            index_of[fabric.submit(now, one.initiator, one.target, one.access)] = submitted;
        }
    }
    return through;
}

} // namespace ampsim::models::bus

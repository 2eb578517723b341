// SPDX-License-Identifier: BSD-3-Clause
//
// What a transport's interrupts were, for the report.
#pragma once

#include <cstdint>

namespace ampsim::models::virtio {

struct InterruptCounters {
    std::uint64_t asserted = 0;     ///< rising edges of the line
    std::uint64_t coalesced = 0;    ///< reasons added while the line was high already
    std::uint64_t acknowledged = 0; ///< MMIO: writes of InterruptACK that cleared something; PCI:
                                    ///< reads of the ISR status that did
    std::uint64_t messages = 0;     ///< MSIs sent
    std::uint64_t held_back = 0;    ///< MSIs that had to wait for their vector
};

} // namespace ampsim::models::virtio

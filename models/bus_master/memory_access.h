// SPDX-License-Identifier: BSD-3-Clause
//
// How a device reaches the memory in which its driver has put rings and buffers. Memory that
// processors share with the device directly changes without a packet: a device may look at it only
// in an instant up to which every processor has run, and not beyond. It asks for such an instant
// with touch_after(); in that instant all its reads and writes take no time. Timed memory is
// accessed over the interconnect, each access takes the time of its way.
#pragma once

#include "models/bus_master/memory_transfers.h"

#include <systemc>

namespace ampsim::models {

/// read() and write() are called from an SC_THREAD, in an instant to touch memory.
class MemoryAccess : public MemoryTransfers {
public:
    /// Suspends the calling SC_THREAD for `delay`, at least for least_latency() unless this is an
    /// instant to touch memory already. Then it is one. False when `abandoned` was notified before.
    virtual bool touch_after(sc_core::sc_time delay, const sc_core::sc_event& abandoned) = 0;
    /// Least time from any other event to one at which memory is touched.
    virtual sc_core::sc_time least_latency() const = 0;
};

} // namespace ampsim::models

// SPDX-License-Identifier: BSD-3-Clause
//
// How a device reaches the memory in which its driver has put rings and buffers. Memory that
// processors share with the device directly changes without a packet: a device may look at it only
// in an instant up to which every processor has run, and not beyond. It asks for such an instant
// with touch_after(); in that instant all its reads and writes take no time. Timed memory is
// accessed over the interconnect, each access takes the time of its way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <systemc>

namespace ampsim::models {

/// An address that does not lead to memory, or not to memory that the device may use.
struct AccessRefused : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class MemoryAccess {
public:
    virtual ~MemoryAccess() = default;

    /// Suspends the calling SC_THREAD for `delay`, at least for least_latency() unless this is an
    /// instant to touch memory already. Then it is one. False when `abandoned` was notified before.
    virtual bool touch_after(sc_core::sc_time delay, const sc_core::sc_event& abandoned) = 0;
    /// Least time from any other event to one at which memory is touched.
    virtual sc_core::sc_time least_latency() const = 0;

    /// From an SC_THREAD, in an instant to touch memory. Throws AccessRefused, with nothing
    /// transferred, unless every byte leads to memory that the device may use. `what` says for
    /// messages what is accessed: "queue 1, descriptor 5".
    virtual void read(std::uint64_t address, void* data, std::size_t size,
                      const std::string& what) = 0;
    virtual void write(std::uint64_t address, const void* data, std::size_t size,
                       const std::string& what) = 0;
};

} // namespace ampsim::models

// SPDX-License-Identifier: BSD-3-Clause
//
// A virtqueue's ring as the device walks it [VirtIO 1.2, 2.6 to 2.8]. The driver may write anything
// into it: whatever cannot be is a RingBroken, with a diagnosis.
#pragma once

#include "models/bus_master/memory_transfers.h"

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace ampsim::models::virtio {

/// What the driver must never write. The device needs a reset.
struct RingBroken : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Where a ring lies, as the driver told the transport.
struct RingPlace {
    std::uint16_t size = 0; ///< entries
    std::uint64_t descriptors = 0;
    std::uint64_t driver_area = 0; ///< split: available ring; packed: driver event suppression
    std::uint64_t device_area = 0; ///< split: used ring; packed: device event suppression
};

/// What was negotiated.
struct RingFeatures {
    bool indirect = false;
    bool event_index = false;
    bool in_order = false;
};

/// One piece of a buffer in memory.
struct Segment {
    std::uint64_t address = 0;
    std::uint32_t length = 0;
};

/// A buffer that the driver made available: first what the device reads, then what it writes.
struct Chain {
    std::uint16_t id = 0;          ///< split: index of the first descriptor; packed: buffer id
    std::uint16_t descriptors = 0; ///< all of them, those of an indirect table included
    std::uint16_t slots = 0;       ///< entries of the ring itself
    std::uint64_t bytes = 0;       ///< of all segments
    std::vector<Segment> readable;
    std::vector<Segment> writable;
};

/// A buffer that goes back to the driver.
struct Used {
    const Chain* chain = nullptr;
    std::uint32_t written = 0; ///< bytes of it that the device wrote
};

/// All throw RingBroken and AccessRefused. In the hub, called in instants to touch memory
/// (MemoryAccess), from the SC_THREAD that serves the queue.
class Ring {
public:
    virtual ~Ring() = default;
    /// The next available buffer; nothing when there is none.
    virtual std::optional<Chain> take() = 0;
    /// Hands buffers back. The driver finds all of them or none, even when it looks in between.
    virtual void give_back_together(const std::vector<Used>& buffers) = 0;
    void give_back(const Chain& chain, std::uint32_t written) {
        give_back_together({{&chain, written}});
    }
    /// Whether what has been given back since the last call asks for an interrupt.
    virtual bool interrupt_wanted() = 0;
    /// Asks the driver for notifications, or not to notify. After asking for them, look again.
    virtual void ask_for_notifications(bool wanted) = 0;
};

} // namespace ampsim::models::virtio

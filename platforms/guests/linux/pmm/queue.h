// SPDX-License-Identifier: BSD-3-Clause
//
// A virtqueue at work: buffers of the driver as bytes, copied once, so that it cannot change what
// has been looked at. All throw RingBroken and AccessRefused when the driver did what cannot be.
#pragma once

#include "models/virtio/split_ring.h"
#include "platforms/guests/linux/pmm/registers.h"
#include "platforms/guests/linux/pmm/window.h"

#include <optional>

namespace ampsim::pmm {

/// A buffer of the driver, from take() to give_back().
struct Buffer {
    Bytes request;            ///< what the device reads
    std::size_t writable = 0; ///< bytes that the device may write
    models::virtio::Chain chain;
};

struct QueueCounters {
    std::uint64_t scans = 0; ///< looks at the ring because the driver may have notified
    std::uint64_t chains = 0;
    std::uint64_t bytes_read = 0;
    std::uint64_t bytes_written = 0;
    std::uint64_t interrupts = 0;
    std::uint64_t suppressed_interrupts = 0; ///< the driver did not want one
};

class Queue {
public:
    /// Throws RingBroken or AccessRefused unless all of the ring lies in the pool, in a place where
    /// it may be. Goes on where the ring's indices are.
    Queue(Pool& pool, const RingPlace& place, const models::virtio::RingFeatures& features,
          QueueCounters& counters);

    /// The next buffer; nothing when there is none.
    std::optional<Buffer> take();
    /// `reply` goes to the start of what is writable; what has no room there is a fault of the
    /// device.
    void give_back(const Buffer& buffer, const Bytes& reply = {});
    /// Asks the driver for notifications, or not to notify. True: it has not been asked for them
    /// until now, so there may be something that it has not told: look again.
    bool ask_for_notifications(bool wanted);
    /// Whether what was given back since the last call asks for an interrupt.
    bool interrupt_wanted();

private:
    Pool& pool_;
    models::virtio::SplitRing ring_;
    QueueCounters& counters_;
    bool asked_ = false;
    bool gave_back_ = false;
};

} // namespace ampsim::pmm

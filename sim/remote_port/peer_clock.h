// SPDX-License-Identifier: BSD-3-Clause
//
// The time of one link. A plain peer stamps its packets with its own clock, and no packet can move
// that clock: it stands still while the peer waits for an answer, whatever time the access takes in
// the platform. So the platform's time is the peer's plus all the stalls so far. Each link has a
// clock of its own.
//
// A plain peer also runs past the instant up to which it was granted, to its next sync. What
// reaches it meanwhile takes effect late by no more than `max_skew`.
#pragma once

#include "sim/time/virtual_time.h"

#include <algorithm>

namespace ampsim::remote_port {

class PeerClock {
public:
    /// Stamps beyond this are no times; the platform's arithmetic is safe below.
    static constexpr VirtualTime latest_stamp = std::chrono::hours(24 * 50);

    /// A stamp that a clock can show now: not before the last one, and not absurd.
    bool is_plausible(VirtualTime stamp) const { return stamp >= stamp_ && stamp <= latest_stamp; }

    /// The peer's clock shows `stamp`, a plausible one. Returns the platform's time.
    VirtualTime show(VirtualTime stamp) {
        stamp_ = stamp;
        return now();
    }

    VirtualTime stamp() const { return stamp_; }         ///< last shown
    VirtualTime now() const { return stamp_ + stalls_; } ///< in the platform's time
    VirtualTime stamp_of(VirtualTime platform_time) const { return platform_time - stalls_; }

    /// An access took `time` in the platform, and the peer's clock will not show it.
    void stall(VirtualTime time) { stalls_ += time; }

    /// The peer has stopped; it was granted up to `until` only.
    void stop(VirtualTime until) { max_skew_ = std::max(max_skew_, now() - until); }

    /// How far the peer's clock is behind the platform's.
    VirtualTime stalls() const { return stalls_; }
    /// The furthest that the peer ran past a grant.
    VirtualTime max_skew() const { return max_skew_; }

private:
    VirtualTime stamp_{};
    VirtualTime stalls_{};
    VirtualTime max_skew_{};
};

} // namespace ampsim::remote_port

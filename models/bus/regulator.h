// SPDX-License-Identifier: BSD-3-Clause
//
// A token bucket: limits the bytes that an initiator moves in the long run to a rate, and lets
// bursts of up to the bucket's depth pass at once. The bucket is full at first. Exact: what a whole
// picosecond leaves over is kept.
#pragma once

#include "models/bus/clock.h"

#include <algorithm>
#include <cstdint>

namespace ampsim::models::bus {

/// In MB/s, 10^6 bytes in a second; 0: nothing is limited.
struct Limit {
    std::uint32_t megabytes_per_second = 0;
    std::uint32_t burst_bytes = 64;
};

class Regulator {
public:
    explicit Regulator(const Limit& limit)
        : rate_(limit.megabytes_per_second), depth_(limit.burst_bytes * parts),
          tokens_(static_cast<std::int64_t>(depth_)) {}

    /// When a request of so many bytes may go on; it is not taken yet. A request of more bytes than
    /// fit in the bucket waits until it is full, and leaves a debt.
    Picoseconds admits_at(Picoseconds now, std::uint64_t bytes) {
        if (rate_ == 0) {
            return now;
        }
        fill(now);
        const auto wanted = static_cast<std::int64_t>(std::min(bytes * parts, depth_));
        if (tokens_ >= wanted) {
            return now;
        }
        const auto missing = static_cast<std::uint64_t>(wanted - tokens_);
        return now + (missing + rate_ - 1) / rate_;
    }
    /// It goes on now, at an instant at which it may.
    void take(Picoseconds now, std::uint64_t bytes) {
        if (rate_ != 0) {
            fill(now);
            tokens_ -= static_cast<std::int64_t>(bytes * parts);
        }
    }

private:
    static constexpr std::uint64_t parts = 1'000'000; ///< of a byte: 1 MB/s is one of them in 1 ps

    void fill(Picoseconds now) {
        const std::uint64_t missing =
            static_cast<std::uint64_t>(static_cast<std::int64_t>(depth_) - tokens_);
        if ((now - filled_) >= (missing + rate_ - 1) / rate_) {
            tokens_ = static_cast<std::int64_t>(depth_);
        } else {
            tokens_ += static_cast<std::int64_t>((now - filled_) * rate_);
        }
        filled_ = now;
    }

    std::uint64_t rate_;
    std::uint64_t depth_;
    std::int64_t tokens_;
    Picoseconds filled_ = 0;
};

} // namespace ampsim::models::bus

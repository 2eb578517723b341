// SPDX-License-Identifier: BSD-3-Clause
//
// One vring between two nodes: an index that moved without a notification although it was not
// suppressed, a device that writes its used ring where the driver does not look, buffers outside of
// the memory for them, indices that cannot be.
#pragma once

#include "sim/check/ring_view.h"

#include <optional>
#include <set>
#include <string>

namespace ampsim::check {

struct RingNames {
    std::string ring;   ///< "vdev0vring1"
    std::string driver; ///< node
    std::string device; ///< node
    std::string pool;   ///< carve-out for buffers
};

class RingChecker {
public:
    RingChecker(RingNames names, platform::Range pool, const Patience& patience)
        : names_(std::move(names)), pool_(pool), patience_(patience) {}

    /// The driver, or the device, has notified the other side.
    void notified(bool by_driver, const std::string& place, VirtualTime at);
    /// The other side has taken notice of it: what happens in the ring later needs another one.
    void taken(bool by_driver, VirtualTime at);
    /// A link has come up: rings are new, and were not there at `before`.
    void begin(const RingLayout& layout, VirtualTime before);
    void end() { state_.reset(); }
    /// What is wrong now and was not said before.
    std::vector<std::string> sample(MemoryView& memory, VirtualTime at);

private:
    /// The last one in a direction.
    struct Notification {
        VirtualTime at{-1};
        VirtualTime taken{-1}; ///< never while it is on its way
        std::string place;
    };
    /// One direction: whose index moves, and who is told.
    struct Side {
        std::string notifier;
        std::string notified;
        const char* index = "";       ///< "avail"
        const char* suppression = ""; ///< what the notified sets to be spared
        RingHalf seen{};
        std::uint16_t covered = 0; ///< the last index that a notification has told of
        VirtualTime moved_after{}; ///< the index was still an older one then
        bool spared = false;       ///< at some instant since it moved
        bool told = false;         ///< the finding
    };

    std::optional<std::string> silence(Side& side, const Notification& last, const RingHalf& now,
                                       const RingHalf& other, bool other_has_followed,
                                       VirtualTime at);
    std::optional<std::string> elsewhere(MemoryView& memory, const RingState& now);
    std::vector<std::string> buffers(MemoryView& memory, const RingState& now);

    RingNames names_;
    platform::Range pool_;
    Patience patience_;
    RingLayout layout_;
    std::optional<RingState> state_; ///< empty: there is no link
    Side driver_;
    Side device_;
    Notification from_driver_;
    Notification from_device_;
    VirtualTime sampled_{};
    std::uint16_t buffers_checked_ = 0;
    std::set<std::uint64_t> bad_buffers_;
    bool elsewhere_told_ = false;
    bool indices_told_ = false;
};

} // namespace ampsim::check

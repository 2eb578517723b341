// SPDX-License-Identifier: BSD-3-Clause
//
// Split virtqueues [VirtIO 1.2, 2.7]: descriptor table, available ring, used ring. The legacy
// interface's are the same [2.7.2].
#pragma once

#include "models/virtio/ring.h"

namespace ampsim::models::virtio {

/// Bytes of each part for `entries` entries [2.7].
std::uint64_t split_descriptors_size(std::uint16_t entries);
std::uint64_t split_available_size(std::uint16_t entries);
std::uint64_t split_used_size(std::uint16_t entries);

class SplitRing : public Ring {
public:
    SplitRing(MemoryTransfers& memory, const RingPlace& place, const RingFeatures& features);

    /// Goes on where a device before this one has stopped, one that gave back in the order in which
    /// it took: after what the used ring has.
    void resume();

    std::optional<Chain> take() override;
    void give_back_together(const std::vector<Used>& buffers) override;
    bool interrupt_wanted() override;
    void ask_for_notifications(bool wanted) override;

private:
    std::uint16_t read_word(std::uint64_t address, const char* what);
    void write_word(std::uint64_t address, std::uint16_t value, const char* what);

    MemoryTransfers& memory_;
    RingPlace place_;
    RingFeatures features_;
    std::uint16_t next_available_ = 0;
    std::uint16_t next_used_ = 0;
    std::uint16_t reported_used_ = 0; ///< up to where interrupt_wanted() has answered
    std::optional<bool> asked_;
};

} // namespace ampsim::models::virtio

// SPDX-License-Identifier: BSD-3-Clause
//
// Packed virtqueues [VirtIO 1.2, 2.8]: one ring of descriptors, which the device overwrites with
// what it has used. Flags in each descriptor and a wrap counter on each side say whose it is.
#pragma once

#include "models/virtio/descriptor.h"
#include "models/virtio/ring.h"

namespace ampsim::models::virtio {

class PackedRing : public Ring {
public:
    PackedRing(MemoryTransfers& memory, const RingPlace& place, const RingFeatures& features);

    std::optional<Chain> take() override;
    void give_back_together(const std::vector<Used>& buffers) override;
    bool interrupt_wanted() override;
    void ask_for_notifications(bool wanted) override;

private:
    /// A place in the ring, and the wrap counter there.
    struct Position {
        std::uint16_t index = 0;
        bool wrap = true;
    };
    struct Descriptor;

    Descriptor read_descriptor(std::uint64_t table, std::uint32_t index, bool indirect);
    bool is_available(const Descriptor& descriptor, bool wrap) const;
    void read_table(Chain& chain, const Descriptor& indirect, const DescriptorPlace& place);
    void write_used(const Position& at, const Used& used);
    void advance(Position& position, std::uint16_t slots) const;
    static std::uint16_t encoded(const Position& position);

    MemoryTransfers& memory_;
    RingPlace place_;
    RingFeatures features_;
    Position available_;
    Position used_;
    std::uint32_t outstanding_ = 0; ///< entries of buffers that were taken, and not given back
    Position reported_;             ///< up to where interrupt_wanted() has answered
    std::optional<bool> asked_;
};

} // namespace ampsim::models::virtio

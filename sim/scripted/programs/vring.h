// SPDX-License-Identifier: BSD-3-Clause
//
// Both sides of a split virtqueue [VirtIO 1.2, 2.7], over a program's bus: the driver offers
// buffers and takes them back used; the device takes what is available and puts it back. Every
// access is one that a processor would make, in the order that the specification asks for.
#pragma once

#include "sim/scripted/program.h"

#include <cstdint>
#include <optional>

namespace ampsim::scripted {

/// Where the parts of a ring are, as the program's node sees them.
struct Vring {
    std::uint64_t descriptors = 0;
    std::uint64_t available = 0;
    std::uint64_t used = 0;
    std::uint16_t entries = 0; ///< a power of 2

    /// The legacy layout: one piece, the used ring aligned.
    static Vring in_one_piece(std::uint64_t address, std::uint16_t entries,
                              std::uint32_t alignment);
    /// Bytes of such a piece.
    static std::uint64_t size(std::uint16_t entries, std::uint32_t alignment);
};

struct VringBuffer {
    std::uint16_t id = 0;
    std::uint64_t address = 0; ///< as the descriptor has it
    std::uint32_t length = 0;
};

class VringDriver {
public:
    VringDriver(Bus& bus, const Vring& ring) : bus_(bus), ring_(ring) {}

    /// Zeroes the ring.
    void reset();
    /// Makes descriptor `id` and offers it.
    void offer(const VringBuffer& buffer, bool device_writes);
    /// A chain: descriptor `id` goes on at `next`. Not offered.
    void describe(const VringBuffer& buffer, bool device_writes, std::optional<std::uint16_t> next);
    void offer(std::uint16_t id);
    /// The next buffer that the device is done with; its length is what the device wrote.
    std::optional<VringBuffer> take_used();
    /// Asks the device to interrupt for used buffers, or not to.
    void want_interrupts(bool wanted);
    bool device_wants_notification();

private:
    Bus& bus_;
    Vring ring_;
    std::uint16_t next_available_ = 0;
    std::uint16_t last_used_ = 0;
};

class VringDevice {
public:
    /// Goes on where the used index in memory says: 0 in a ring that was just made.
    VringDevice(Bus& bus, const Vring& ring);

    /// Has the driver made the ring anew? The used index is ours, and it has changed.
    bool is_renewed();
    std::optional<VringBuffer> take_available();
    void put_used(std::uint16_t id, std::uint32_t length);
    void want_notifications(bool wanted);
    bool driver_wants_interrupt();

private:
    Bus& bus_;
    Vring ring_;
    std::uint16_t next_used_;
    std::uint16_t next_available_;
};

} // namespace ampsim::scripted

// SPDX-License-Identifier: BSD-3-Clause
//
// The registers of one device, as the device sees them: what it shows to a driver, what the driver
// did, and how it is told something. What carries them is hardware (ShimRegisters) or an image in
// the window (RamRegisters).
#pragma once

#include "models/virtio/ring.h"
#include "models/virtio/wire.h"

#include <cstdint>
#include <optional>

namespace ampsim::pmm {

using models::virtio::Bytes;
using models::virtio::RingPlace;

namespace status {
constexpr std::uint32_t driver_ok = 4;
constexpr std::uint32_t needs_reset = 64;
} // namespace status

namespace feature {
constexpr std::uint64_t indirect_descriptors = 1ULL << 28;
constexpr std::uint64_t version_1 = 1ULL << 32;
} // namespace feature

/// What a driver finds.
struct Identity {
    std::uint32_t device_id = 0;
    std::uint64_t features = 0;
    unsigned queues = 0;
    std::uint16_t queue_size = 0; ///< at most
    Bytes configuration;
};

/// What the driver did since somebody looked last.
struct Actions {
    bool reset = false;         ///< asked for one
    bool status = false;        ///< may have changed Status
    bool queues = false;        ///< set queues up, or took them down
    std::uint32_t notified = 0; ///< queues, by bits; all of them where nobody knows better
};

class Registers {
public:
    virtual ~Registers() = default;

    /// Of VirtIO-MMIO, 1 or 2.
    virtual unsigned version() = 0;
    /// Shows the device to drivers. True: there is one at work already, of a monitor before this
    /// one; its Status and queues are as they were.
    virtual bool present(const Identity& identity) = 0;
    /// `wants_notifications`: whether the driver's notifications shall interrupt; what else it does
    /// always does.
    virtual void enable(bool wants_notifications) = 0;

    virtual Actions take_actions() = 0;
    virtual std::uint32_t status() = 0;
    virtual std::uint64_t driver_features() = 0;
    /// Nothing unless the driver has set it up. Where it says makes no sense yet: check it.
    virtual std::optional<RingPlace> queue(unsigned queue) = 0;

    /// Nothing touches the queue any more, which the driver has taken down.
    virtual void queue_stopped(unsigned queue) = 0;
    /// No ring is in use any more.
    virtual void reset_done() = 0;
    /// The driver has to reset the device.
    virtual void need_reset() = 0;
    virtual void change_configuration(const Bytes& configuration) = 0;
    /// Interrupts the driver: buffers of these queues were used.
    virtual void used_buffers(std::uint32_t queues) = 0;
};

} // namespace ampsim::pmm

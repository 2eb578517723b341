// SPDX-License-Identifier: BSD-3-Clause
//
// A remote's driver as a script: one device, over registers in the window or in the shim. It can
// do what no driver should.
#pragma once

#include "models/virtio/wire.h"
#include "platforms/guests/linux/pmm/doorbell.h"
#include "platforms/guests/linux/pmm/layout.h"
#include "tests/unit/pmm/fake_hardware.h"

#include <functional>

namespace ampsim::pmm::test {

using models::virtio::Bytes;

/// What the remote reaches.
struct Hardware {
    unsigned char* window = nullptr; ///< offset 0
    std::uint64_t window_base = 0;
    FakeDoorbell* doorbell = nullptr;
    FakeShim* shim = nullptr;       ///< null: registers are in the window
    std::function<void()> let_work; ///< lets the monitor do what there is to do
};

struct Descriptor {
    std::uint64_t address = 0;
    std::uint32_t length = 0;
    std::uint16_t flags = 0;
    std::uint16_t next = 0;
};
constexpr std::uint16_t next = 1;
constexpr std::uint16_t write = 2;
constexpr std::uint16_t indirect = 4;

class Driver {
public:
    Driver(const Hardware& hardware, const DeviceLayout& layout, bool per_queue);

    // The whole of it, as a driver should.
    void start(std::uint64_t features = 0, std::uint16_t entries = 8);
    void reset();
    /// A chain of what the device reads and room for what it writes, in the pool.
    void add(unsigned queue, const Bytes& readable, std::uint32_t writable = 0);
    void kick(unsigned queue);
    /// The reply of the next chain that came back; fails the test when there is none.
    Bytes take(unsigned queue);
    bool has_used(unsigned queue) const;
    /// Whether the monitor has interrupted since the last call.
    bool interrupted();

    // Step by step.
    std::uint32_t status() const;
    void write_status(std::uint32_t value);
    void write_features(std::uint64_t features);
    void set_queue(unsigned queue, std::uint64_t address, std::uint16_t entries);
    std::uint32_t device_id() const;
    std::uint64_t device_features() const;
    Bytes configuration(std::size_t size) const;
    std::uint32_t register_in_ram(std::uint32_t offset) const;
    void set_register_in_ram(std::uint32_t offset, std::uint32_t value);

    // Rings, bit by bit.
    void describe(unsigned queue, std::uint16_t index, const Descriptor& descriptor);
    void offer(unsigned queue, std::uint16_t head);
    void set_available_index(unsigned queue, std::uint16_t index);
    std::uint16_t used_index(unsigned queue) const;
    bool notifications_wanted(unsigned queue) const;
    void want_interrupts(unsigned queue, bool wanted);
    std::uint64_t ring_address(unsigned queue) const { return pool_address() + queue * 0x1000U; }
    std::uint64_t pool_address() const { return hardware_.window_base + layout_.pool.offset; }
    /// Memory of the pool behind the rings.
    std::uint64_t memory(std::uint64_t offset) const { return pool_address() + 0x4000 + offset; }
    unsigned char* at(std::uint64_t address) const {
        return hardware_.window + (address - hardware_.window_base);
    }

private:
    struct Ring {
        std::uint16_t entries = 0;
        std::uint64_t descriptors = 0;
        std::uint64_t available = 0;
        std::uint64_t used = 0;
        std::uint16_t next_head = 0;
        std::uint16_t taken = 0;
        std::vector<Descriptor> written; ///< room of each head
    };

    std::uint32_t slot_offset() const { return layout_.slot * 0x200U; }
    void ring_configuration();

    Hardware hardware_;
    DeviceLayout layout_;
    Bits bits_;
    std::array<Ring, 4> rings_;
    std::uint64_t next_memory_ = 0;
    std::uint32_t rung_ = 0;
};

} // namespace ampsim::pmm::test

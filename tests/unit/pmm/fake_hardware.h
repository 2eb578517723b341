// SPDX-License-Identifier: BSD-3-Clause
//
// The doorbell and the shim as their contracts say (models/hvl), for tests: no time passes.
#pragma once

#include "models/hvl/ampsim_virtio_shim.h"
#include "platforms/guests/linux/pmm/register_block.h"

#include <array>
#include <utility>

namespace ampsim::pmm::test {

class FakeDoorbell final : public RegisterBlock {
public:
    explicit FakeDoorbell(unsigned lines) : lines_(lines) {}

    // The host's face.
    std::uint32_t load(std::uint32_t offset) override;
    void store(std::uint32_t offset, std::uint32_t value) override;
    bool line(unsigned number) const;

    // The remote.
    void ring(std::uint32_t bits) { to_host_ |= bits; }
    std::uint32_t take() { return std::exchange(to_remote_, 0); }

private:
    unsigned lines_;
    std::uint32_t to_host_ = 0;
    std::uint32_t enabled_ = 0;
    std::uint32_t to_remote_ = 0;
};

class FakeShim final : public RegisterBlock {
public:
    explicit FakeShim(unsigned version) : version_(version) {}

    // The device's face.
    std::uint32_t load(std::uint32_t offset) override;
    void store(std::uint32_t offset, std::uint32_t value) override;
    bool interrupt() const;

    // The driver.
    struct Queue {
        std::uint32_t size_max = 0;
        std::uint32_t size = 0;
        bool ready = false;
        std::array<std::uint64_t, 3> areas{};
    };
    struct Slot {
        std::uint32_t device_id = 0;
        std::uint32_t vendor = 0;
        std::uint64_t device_features = 0;
        std::uint64_t driver_features = 0;
        std::uint32_t status = 0;
        bool resetting = false;
        std::uint32_t events = 0;
        std::uint32_t notified = 0;
        std::uint32_t enabled = 0;
        std::uint32_t generation = 0;
        std::uint32_t interrupt_status = 0;
        std::array<Queue, AMPSIM_SHIM_MAX_QUEUES> queues;
        std::array<std::uint8_t, AMPSIM_SHIM_CONFIG_SIZE> configuration{};
    };
    const Slot& slot(unsigned number) const { return slots_.at(number); }
    void write_status(unsigned slot, std::uint32_t value);
    void write_features(unsigned slot, std::uint64_t features);
    void write_queue(unsigned slot, unsigned queue, const Queue& settings);
    void notify(unsigned slot, unsigned queue);
    std::uint32_t take_interrupt(unsigned slot);

private:
    unsigned version_;
    std::array<Slot, AMPSIM_SHIM_MAX_SLOTS> slots_;
};

} // namespace ampsim::pmm::test

// SPDX-License-Identifier: BSD-3-Clause
//
// Registers as an image in the window, of VirtIO-MMIO version 1 (models/hvl/ampsim_virtio_ram.h).
// Nothing tells what the driver wrote: it rings, and the image is compared with what is known of
// it.
#pragma once

#include "platforms/guests/linux/pmm/doorbell.h"
#include "platforms/guests/linux/pmm/registers.h"
#include "platforms/guests/linux/pmm/window.h"

#include <array>

namespace ampsim::pmm {

class RamRegisters final : public Registers {
public:
    /// Of the device in `slot`.
    RamRegisters(Window& window, unsigned slot, const Pool& pool, Doorbell& doorbell, Bits bits);

    unsigned version() override { return 1; }
    bool present(const Identity& identity) override;
    void enable(bool) override {} // what interrupts is the doorbell alone
    /// Throws RingBroken: a queue that cannot be.
    Actions take_actions() override;
    std::uint32_t status() override { return status_; }
    std::uint64_t driver_features() override;
    std::optional<RingPlace> queue(unsigned queue) override;
    void queue_stopped(unsigned) override {} // it was acknowledged when it was seen
    void reset_done() override;
    void need_reset() override;
    void change_configuration(const Bytes& configuration) override;
    void used_buffers(std::uint32_t queues) override;

private:
    static constexpr unsigned queues_max = 4;
    static constexpr std::uint32_t version_in_ram = 1;

    std::uint32_t load(std::uint32_t offset) const { return window_.load(base_ + offset); }
    void store(std::uint32_t offset, std::uint32_t value) { window_.store(base_ + offset, value); }
    bool shows(const Identity& identity) const;
    void show(const Identity& identity);
    void forget_driver();
    bool wants_reset();
    void take_queue(std::uint32_t page);
    void clear_acknowledged();
    void write_configuration(const Bytes& configuration);
    void interrupt(std::uint32_t status_bits, std::uint32_t doorbell_bits);

    Window& window_;
    std::uint64_t base_; ///< of the image, in the window
    std::uint64_t pool_size_;
    std::uint64_t pool_address_;
    Doorbell& doorbell_;
    Bits bits_;
    unsigned queues_ = 0;
    std::uint32_t status_ = 0; ///< as the driver wrote it
    bool needs_reset_ = false;
    std::uint32_t interrupt_status_ = 0;
    struct Taken {
        std::uint32_t page = 0; ///< 0: not set up
        std::uint32_t size = 0; ///< with the alignment's logarithm from bit 16 on
    };
    std::array<Taken, queues_max> taken_;
};

} // namespace ampsim::pmm

// SPDX-License-Identifier: BSD-3-Clause
//
// Registers in hardware: the device's face of the VirtIO shim (models/hvl/ampsim_virtio_shim.h).
#pragma once

#include "platforms/guests/linux/pmm/doorbell.h"
#include "platforms/guests/linux/pmm/register_block.h"
#include "platforms/guests/linux/pmm/registers.h"

namespace ampsim::pmm {

class ShimRegisters final : public Registers {
public:
    /// `shim`: all of the face. `doorbell`: null unless each queue has a bit of it. Throws
    /// WrongInput when there is something else, or no such slot.
    ShimRegisters(RegisterBlock& shim, unsigned slot, Doorbell* doorbell, Bits bits);

    unsigned version() override { return load(version_register); }
    bool present(const Identity& identity) override;
    void enable(bool wants_notifications) override;
    Actions take_actions() override;
    std::uint32_t status() override;
    std::uint64_t driver_features() override;
    std::optional<RingPlace> queue(unsigned queue) override;
    void queue_stopped(unsigned queue) override;
    void reset_done() override;
    void need_reset() override;
    void change_configuration(const Bytes& configuration) override;
    void used_buffers(std::uint32_t queues) override;

private:
    static const std::uint32_t version_register;

    std::uint32_t load(std::uint32_t offset) { return shim_.load(base_ + offset); }
    void store(std::uint32_t offset, std::uint32_t value) { shim_.store(base_ + offset, value); }
    std::uint64_t load_pair(std::uint32_t low) {
        return load(low) | std::uint64_t{load(low + 4)} << 32U;
    }
    bool shows(const Identity& identity);
    void write_configuration(const Bytes& configuration);

    RegisterBlock& shim_;
    std::uint32_t base_; ///< of the slot
    Doorbell* doorbell_;
    Bits bits_;
    unsigned queues_ = 0;
};

} // namespace ampsim::pmm

// SPDX-License-Identifier: BSD-3-Clause
//
// Registers of one slot of the VirtIO shim as the driver and as the device find them. Both kinds
// are only names and offsets: what they mean is in shim_slot.h.
#pragma once

#include "models/hvl/shim_slot.h"
#include "models/registers/register_bank.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <utility>

namespace ampsim::models {

/// Registers of one slot, called "slot1.NAME", from `base` on.
class ShimRegisters {
public:
    ShimRegisters(RegisterBank& bank, std::uint64_t base, std::string prefix)
        : bank_(bank), base_(base), prefix_(std::move(prefix)) {}

protected:
    Register& add(const std::string& name, std::uint64_t offset, Access access,
                  std::uint32_t reset_value = 0) {
        return registers_.emplace_back(bank_, prefix_ + name, base_ + offset, access, reset_value);
    }

private:
    RegisterBank& bank_;
    std::uint64_t base_;
    std::string prefix_;
    std::deque<Register> registers_; // registers do not move, the bank points at them
};

/// VirtIO-MMIO [VirtIO 1.2, 4.2.2, of version 1 4.2.4].
class ShimDriverRegisters : public ShimRegisters {
public:
    ShimDriverRegisters(RegisterBank& bank, std::uint64_t base, const std::string& prefix,
                        ShimSlot& slot);

private:
    const ShimQueue* selected_queue() const;
    void add_device();
    void add_features();
    void add_queue();
    void add_queue_addresses();
    void add_legacy_queue();
    void add_no_shared_memory();
    void add_interrupt_and_status();
    void write_page(std::uint32_t page);

    ShimSlot& slot_;
    Register* queue_select_ = nullptr;
    Register* guest_page_size_ = nullptr; // version 1
    Register* queue_align_ = nullptr;     // version 1
};

/// The device's half, of ampsim_virtio_shim.h.
class ShimDeviceRegisters : public ShimRegisters {
public:
    /// What is alike in every slot: their number, and which of them raise the interrupt.
    struct Block {
        std::uint32_t slots;
        std::function<std::uint32_t()> raising;
    };
    ShimDeviceRegisters(RegisterBank& bank, std::uint64_t base, const std::string& prefix,
                        ShimSlot& slot, const Block& block);

private:
    void add_block(const Block& block);
    void add_events();
    void add_device();
    void add_queue(std::size_t index);

    ShimSlot& slot_;
};

} // namespace ampsim::models

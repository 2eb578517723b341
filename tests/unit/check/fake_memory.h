// SPDX-License-Identifier: BSD-3-Clause
//
// 64 KiB of memory at an address, in which a test plays driver and device.
#pragma once

#include "sim/check/ring_view.h"

#include <cstring>
#include <vector>

namespace ampsim::check {

class FakeMemory : public MemoryView {
public:
    static constexpr std::uint64_t base = 0xb8000000;

    bool read(std::uint64_t address, void* data, std::size_t size) override {
        if (address < base || address - base + size > bytes_.size()) {
            return false;
        }
        std::memcpy(data, &bytes_[address - base], size);
        return true;
    }
    template <typename Value>
    void put(std::uint64_t address, const Value& value) {
        std::memcpy(&bytes_.at(address - base), &value, sizeof value);
    }

private:
    std::vector<unsigned char> bytes_ = std::vector<unsigned char>(0x10000);
};

/// Both sides of a ring, as badly behaved as a test wants them.
class PlayedRing {
public:
    PlayedRing(FakeMemory& memory, RingLayout layout) : memory_(memory), layout_(layout) {}

    void make_available(std::uint64_t buffer, std::uint32_t length = 512) {
        const auto slot = static_cast<std::uint16_t>(available_ % layout_.entries);
        memory_.put(layout_.address + 16U * slot, buffer);
        memory_.put(layout_.address + 16U * slot + 8, length);
        memory_.put(layout_.available() + 4 + 2U * slot, slot);
        memory_.put(layout_.available() + 2, ++available_);
    }
    /// By a device that believes in another layout, if one is given.
    void use(std::uint32_t length = 32) { use(length, layout_); }
    void use(std::uint32_t length, const RingLayout& believed) {
        const std::uint32_t slot = used_ % layout_.entries;
        memory_.put(believed.used() + 4 + 8U * slot, slot);
        memory_.put(believed.used() + 8 + 8U * slot, length);
        memory_.put(believed.used() + 2, ++used_);
    }
    void driver_suppresses(bool yes) {
        memory_.put(layout_.available(), static_cast<std::uint16_t>(yes));
    }
    void device_suppresses(bool yes) {
        memory_.put(layout_.used(), static_cast<std::uint16_t>(yes));
    }
    void set_available_index(std::uint16_t index) {
        available_ = index;
        memory_.put(layout_.available() + 2, index);
    }

private:
    FakeMemory& memory_;
    RingLayout layout_;
    std::uint16_t available_ = 0;
    std::uint16_t used_ = 0;
};

} // namespace ampsim::check

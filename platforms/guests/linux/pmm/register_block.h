// SPDX-License-Identifier: BSD-3-Clause
//
// A block of hardware registers, words of 32 bits: mapped, or played by a test.
#pragma once

#include "platforms/guests/linux/pmm/shared_memory.h"

#include <boost/endian/conversion.hpp>

#include <cstdint>
#include <stdexcept>

namespace ampsim::pmm {

class RegisterBlock {
public:
    virtual ~RegisterBlock() = default;
    virtual std::uint32_t load(std::uint32_t offset) = 0;
    /// Memory that was written before is visible before the register is.
    virtual void store(std::uint32_t offset, std::uint32_t value) = 0;
};

class MappedRegisters final : public RegisterBlock {
public:
    MappedRegisters(void* memory, std::uint64_t size)
        : memory_(static_cast<volatile unsigned char*>(memory)), size_(size) {}

    std::uint32_t load(std::uint32_t offset) override {
        const std::uint32_t value = *word(offset);
        full_barrier();
        return boost::endian::little_to_native(value);
    }
    void store(std::uint32_t offset, std::uint32_t value) override {
        full_barrier();
        *word(offset) = boost::endian::native_to_little(value);
    }

private:
    volatile std::uint32_t* word(std::uint32_t offset) const {
        if (offset % sizeof(std::uint32_t) != 0 || offset >= size_) {
            throw std::out_of_range("a register outside of its block");
        }
        return reinterpret_cast<volatile std::uint32_t*>(memory_ + offset);
    }

    volatile unsigned char* memory_;
    std::uint64_t size_;
};

} // namespace ampsim::pmm

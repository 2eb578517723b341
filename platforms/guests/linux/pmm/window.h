// SPDX-License-Identifier: BSD-3-Clause
//
// The memory that both sides share, as it is mapped here, and the parts of it that belong to one
// device each. Drivers say addresses as their processor sees them; whatever they say, no access
// leaves the device's own part.
#pragma once

#include "models/bus_master/memory_transfers.h"

#include <cstdint>

namespace ampsim::pmm {

struct Range {
    std::uint64_t offset = 0; ///< in the window
    std::uint64_t size = 0;
};

class Window {
public:
    /// `memory`: aligned to a page; has to outlive the window. `remote_base`: where the remote sees
    /// it.
    Window(void* memory, std::uint64_t size, std::uint64_t remote_base)
        : memory_(static_cast<unsigned char*>(memory)), size_(size), remote_base_(remote_base) {}

    std::uint64_t size() const { return size_; }
    std::uint64_t remote_base() const { return remote_base_; }

    // Throw std::out_of_range: the monitor's own offsets are wrong. With barriers before and after.
    void read(std::uint64_t offset, void* data, std::size_t size) const;
    void write(std::uint64_t offset, const void* data, std::size_t size);
    std::uint32_t load(std::uint64_t offset) const; ///< little-endian, at a multiple of 4
    void store(std::uint64_t offset, std::uint32_t value);

private:
    volatile unsigned char* at(std::uint64_t offset, std::size_t size) const;

    volatile unsigned char* memory_;
    std::uint64_t size_;
    std::uint64_t remote_base_;
};

/// What a device may use, by the addresses of its driver.
class Pool final : public models::MemoryTransfers {
public:
    /// Throws std::out_of_range unless `range` is in the window.
    Pool(Window& window, Range range);

    std::uint64_t size() const { return range_.size; }
    std::uint64_t address() const { return window_.remote_base() + range_.offset; }

    void read(std::uint64_t address, void* data, std::size_t size,
              const std::string& what) override;
    void write(std::uint64_t address, const void* data, std::size_t size,
               const std::string& what) override;
    bool contains(std::uint64_t address, std::uint64_t size) const;
    /// Throws AccessRefused unless all of it is in the pool.
    void check(std::uint64_t address, std::uint64_t size, const std::string& what) const;

private:
    std::uint64_t offset_of(std::uint64_t address, std::uint64_t size,
                            const std::string& what) const;

    Window& window_;
    Range range_;
};

} // namespace ampsim::pmm

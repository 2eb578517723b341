// SPDX-License-Identifier: BSD-3-Clause
//
// An address map: which target an address leads to, and which offset in it. One initiator's view;
// no SystemC.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ampsim::models {

/// A range of addresses that leads to a part of a target.
struct Window {
    std::uint64_t address = 0;
    std::uint64_t size = 0;
    std::size_t target = 0;
    std::uint64_t target_offset = 0; ///< in the target, of the window's first byte

    std::uint64_t last() const { return address + (size - 1); }
    std::uint64_t offset_of(std::uint64_t inside) const { return inside - address + target_offset; }
};

class AddressMap {
public:
    /// Throws std::logic_error when the window is empty, passes the end of the address space, or
    /// overlaps another.
    void add(const Window& window);
    /// The window that holds all of [address, address + length); null when none does.
    const Window* find(std::uint64_t address, std::uint64_t length) const;

private:
    std::vector<Window> windows_; // ascending, disjoint
};

} // namespace ampsim::models

// SPDX-License-Identifier: BSD-3-Clause
//
// Reads and writes of memory that somebody else uses too. No SystemC in here, and none in what
// needs no more of memory than that (rings): programs outside of the hub use it as well.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace ampsim::models {

/// An address that does not lead to memory, or not to memory that the device may use.
struct AccessRefused : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class MemoryTransfers {
public:
    virtual ~MemoryTransfers() = default;

    /// Throws AccessRefused, with nothing transferred, unless every byte leads to memory that the
    /// device may use. `what` says for messages what is accessed: "queue 1, descriptor 5".
    virtual void read(std::uint64_t address, void* data, std::size_t size,
                      const std::string& what) = 0;
    virtual void write(std::uint64_t address, const void* data, std::size_t size,
                       const std::string& what) = 0;
};

} // namespace ampsim::models

// SPDX-License-Identifier: BSD-3-Clause
//
// A function on a PCI bus, as its host sees it: a configuration space, and a socket for accesses to
// what its base addresses lead to.
#pragma once

#include "models/pci/config_space.h"

#include <string>
#include <tlm>

namespace ampsim::models::pci {

/// The address of an access at a function's socket: which base address, and how far behind it.
constexpr unsigned base_address_shift = 28;
constexpr std::uint64_t socket_address(const ConfigSpace::Place& place) {
    return std::uint64_t{place.base_address} << base_address_shift | place.offset;
}
constexpr ConfigSpace::Place place_of(std::uint64_t socket_address) {
    return {static_cast<std::size_t>(socket_address >> base_address_shift),
            static_cast<std::uint32_t>(socket_address & ((1U << base_address_shift) - 1))};
}

class Function {
public:
    explicit Function(const Identity& identity) : config_(identity) {}
    virtual ~Function() = default;
    Function(const Function&) = delete;
    Function& operator=(const Function&) = delete;

    /// Little-endian, 1, 2 or 4 bytes, aligned.
    std::uint32_t read_config(std::size_t offset, std::size_t bytes) {
        before_config_read(offset);
        return config_.value(offset, bytes);
    }
    void write_config(std::size_t offset, std::size_t bytes, std::uint32_t value) {
        config_.write(offset, bytes, value);
        config_written(offset, bytes);
    }
    const ConfigSpace& config() const { return config_; }
    ConfigSpace& config() { return config_; }

    /// "QueueNotify"; empty when there is none.
    virtual std::string name_of(const ConfigSpace::Place&) const { return ""; }

protected:
    /// Values that are not stored are to be set.
    virtual void before_config_read(std::size_t offset) { (void)offset; }
    /// Software has written there.
    virtual void config_written(std::size_t offset, std::size_t bytes) {
        (void)offset;
        (void)bytes;
    }

private:
    ConfigSpace config_;
};

} // namespace ampsim::models::pci

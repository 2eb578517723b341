// SPDX-License-Identifier: BSD-3-Clause
//
// The configuration space of a PCI function with a header of type 0 [PCI Local Bus 3.0, 6]: its
// bytes, which of them can be written, base addresses, and a list of capabilities.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace ampsim::models::pci {

/// Offsets in the header.
namespace header {
constexpr std::size_t vendor = 0x00;
constexpr std::size_t device = 0x02;
constexpr std::size_t command = 0x04;
constexpr std::size_t status = 0x06;
constexpr std::size_t revision = 0x08;
constexpr std::size_t class_code = 0x09;
constexpr std::size_t cache_line_size = 0x0c;
constexpr std::size_t latency_timer = 0x0d;
constexpr std::size_t type = 0x0e;
constexpr std::size_t base_addresses = 0x10;
constexpr std::size_t subsystem_vendor = 0x2c;
constexpr std::size_t subsystem = 0x2e;
constexpr std::size_t capabilities = 0x34;
constexpr std::size_t interrupt_line = 0x3c;
constexpr std::size_t interrupt_pin = 0x3d;
} // namespace header

namespace command {
constexpr std::uint16_t memory = 1U << 1;
constexpr std::uint16_t bus_master = 1U << 2;
constexpr std::uint16_t interrupt_disable = 1U << 10;
} // namespace command

namespace status {
constexpr std::uint16_t interrupt = 1U << 3;
constexpr std::uint16_t capabilities = 1U << 4;
} // namespace status

struct Identity {
    std::uint16_t vendor = 0;
    std::uint16_t device = 0;
    std::uint8_t revision = 0;
    std::uint32_t class_code = 0; ///< base class, sub-class, programming interface: 0x020000
    std::uint16_t subsystem_vendor = 0;
    std::uint16_t subsystem = 0;
};

class ConfigSpace {
public:
    static constexpr std::size_t size = 256; ///< what follows in the 4 KiB of ECAM reads as zero

    explicit ConfigSpace(const Identity& identity);

    /// A range of memory that software places, `bytes` long: a power of two, from 16 on. At most
    /// six. Returns its number.
    std::size_t add_base_address(std::uint32_t bytes);
    /// At the end of the list of capabilities; `body` is what follows after identity and next.
    /// Returns the offset of the capability.
    std::size_t add_capability(std::uint8_t identity, const std::vector<std::uint8_t>& body);
    /// Bits of the `bytes` at `offset` that software can write.
    void make_writable(std::size_t offset, std::size_t bytes, std::uint32_t mask);
    void make_multifunction() { bytes_[header::type] |= 0x80; }

    // Little-endian, 1 to 4 bytes.
    std::uint32_t value(std::size_t offset, std::size_t bytes) const;
    void set(std::size_t offset, std::size_t bytes, std::uint32_t value);
    /// What software writes: bits that are not writable stay.
    void write(std::size_t offset, std::size_t bytes, std::uint32_t value);

    bool has_command(std::uint16_t bit) const { return (value(header::command, 2) & bit) != 0; }

    struct Place {
        std::size_t base_address;
        std::uint32_t offset;
    };
    /// Where an access to PCI memory leads; nothing when the function does not claim it, or only a
    /// part of it.
    std::optional<Place> claim(std::uint64_t address, std::size_t bytes) const;

private:
    std::array<std::uint8_t, size> bytes_{};
    std::array<std::uint8_t, size> writable_{};
    std::vector<std::uint32_t> base_address_sizes_;
    std::size_t last_capability_ = 0;
    std::size_t next_capability_ = 0x40;
};

} // namespace ampsim::models::pci

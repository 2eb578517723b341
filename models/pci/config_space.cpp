// SPDX-License-Identifier: BSD-3-Clause
#include "models/pci/config_space.h"

#include <stdexcept>

namespace ampsim::models::pci {

namespace {

constexpr std::size_t base_addresses_max = 6;
constexpr std::uint32_t least_base_address = 16;
constexpr std::uint8_t interrupt_a = 1;

} // namespace

ConfigSpace::ConfigSpace(const Identity& identity) {
    set(header::vendor, 2, identity.vendor);
    set(header::device, 2, identity.device);
    set(header::revision, 1, identity.revision);
    set(header::class_code, 3, identity.class_code);
    set(header::subsystem_vendor, 2, identity.subsystem_vendor);
    set(header::subsystem, 2, identity.subsystem);
    set(header::interrupt_pin, 1, interrupt_a);
    make_writable(header::command, 2,
                  command::memory | command::bus_master | command::interrupt_disable);
    make_writable(header::cache_line_size, 1, 0xff);
    make_writable(header::latency_timer, 1, 0xff);
    make_writable(header::interrupt_line, 1, 0xff);
}

std::size_t ConfigSpace::add_base_address(std::uint32_t bytes) {
    const std::size_t number = base_address_sizes_.size();
    if (number == base_addresses_max || bytes < least_base_address || (bytes & (bytes - 1)) != 0) {
        throw std::logic_error("a PCI function has at most six base addresses, of a power of two");
    }
    base_address_sizes_.push_back(bytes);
    make_writable(header::base_addresses + 4 * number, 4, ~(bytes - 1)); // 32 bits, memory
    return number;
}

std::size_t ConfigSpace::add_capability(std::uint8_t identity,
                                        const std::vector<std::uint8_t>& body) {
    const std::size_t at = next_capability_;
    const std::size_t end = at + 2 + body.size();
    if (end > size) {
        throw std::logic_error("the capabilities do not fit into the configuration space");
    }
    bytes_[at] = identity;
    for (std::size_t n = 0; n < body.size(); ++n) {
        bytes_[at + 2 + n] = body[n];
    }
    const std::size_t link = last_capability_ == 0 ? header::capabilities : last_capability_ + 1;
    bytes_[link] = static_cast<std::uint8_t>(at);
    set(header::status, 2, value(header::status, 2) | status::capabilities);
    last_capability_ = at;
    next_capability_ = (end + 3) / 4 * 4;
    return at;
}

void ConfigSpace::make_writable(std::size_t offset, std::size_t bytes, std::uint32_t mask) {
    for (std::size_t n = 0; n < bytes; ++n) {
        writable_.at(offset + n) = static_cast<std::uint8_t>(mask >> (8 * n));
    }
}

std::uint32_t ConfigSpace::value(std::size_t offset, std::size_t bytes) const {
    std::uint32_t result = 0;
    for (std::size_t n = 0; n < bytes && offset + n < size; ++n) {
        result |= static_cast<std::uint32_t>(bytes_[offset + n]) << (8 * n);
    }
    return result;
}

void ConfigSpace::set(std::size_t offset, std::size_t bytes, std::uint32_t value) {
    for (std::size_t n = 0; n < bytes; ++n) {
        bytes_.at(offset + n) = static_cast<std::uint8_t>(value >> (8 * n));
    }
}

void ConfigSpace::write(std::size_t offset, std::size_t bytes, std::uint32_t value) {
    for (std::size_t n = 0; n < bytes && offset + n < size; ++n) {
        const auto written = static_cast<std::uint8_t>(value >> (8 * n));
        const std::uint8_t mask = writable_[offset + n];
        bytes_[offset + n] =
            static_cast<std::uint8_t>((bytes_[offset + n] & ~mask) | (written & mask));
    }
}

std::optional<ConfigSpace::Place> ConfigSpace::claim(std::uint64_t address,
                                                     std::size_t bytes) const {
    if (!has_command(command::memory)) {
        return std::nullopt;
    }
    for (std::size_t number = 0; number < base_address_sizes_.size(); ++number) {
        const std::uint64_t base = value(header::base_addresses + 4 * number, 4);
        if (address >= base && address + bytes <= base + base_address_sizes_[number]) {
            return Place{number, static_cast<std::uint32_t>(address - base)};
        }
    }
    return std::nullopt;
}

} // namespace ampsim::models::pci

// SPDX-License-Identifier: BSD-3-Clause
#include "models/pci/msix.h"

#include <stdexcept>

namespace ampsim::models::pci {

namespace {

constexpr std::uint8_t msix_capability = 0x11;
constexpr std::size_t vectors_max = 2048;
constexpr std::uint16_t enable_bit = 1U << 15;
constexpr std::uint16_t function_mask_bit = 1U << 14;
constexpr std::size_t control = 2; ///< of the capability
constexpr std::uint32_t entry_size = 16;
constexpr std::uint32_t mask_bit = 1;
constexpr unsigned bits_of_word = 32;

/// Words of an entry.
enum Word : std::uint32_t { address_low = 0, address_high = 4, data = 8, vector_control = 12 };

void append(std::vector<std::uint8_t>& body, std::uint32_t value, std::size_t bytes) {
    for (std::size_t n = 0; n < bytes; ++n) {
        body.push_back(static_cast<std::uint8_t>(value >> (8 * n)));
    }
}

std::vector<std::uint8_t> capability(std::size_t vectors, const MsixPlace& place) {
    std::vector<std::uint8_t> body;
    const auto bar = static_cast<std::uint32_t>(place.base_address);
    append(body, static_cast<std::uint32_t>(vectors - 1), 2);
    append(body, place.table | bar, 4);
    append(body, place.pending | bar, 4);
    return body;
}

} // namespace

Msix::Msix(ConfigSpace& config, std::size_t vectors, const MsixPlace& place, MessageSink& messages)
    : config_(config), capability_(0), messages_(messages), vectors_(vectors) {
    if (vectors == 0 || vectors > vectors_max) {
        throw std::logic_error("MSI-X has from 1 to 2048 vectors");
    }
    capability_ = config.add_capability(msix_capability, capability(vectors, place));
    config.make_writable(capability_ + control, 2, enable_bit | function_mask_bit);
}

bool Msix::enabled() const {
    return (config_.value(capability_ + control, 2) & enable_bit) != 0;
}

bool Msix::can_send(const Vector& vector) const {
    return !vector.masked && enabled() && config_.has_command(command::bus_master) &&
           (config_.value(capability_ + control, 2) & function_mask_bit) == 0;
}

void Msix::interrupt(std::size_t number) {
    if (!enabled() || number >= vectors_.size()) {
        return;
    }
    Vector& vector = vectors_[number];
    if (can_send(vector)) {
        send(vector);
    } else {
        vector.pending = true;
        ++held_back_;
    }
}

void Msix::send(Vector& vector) {
    vector.pending = false;
    ++sent_;
    messages_.send(vector.address, vector.data);
}

void Msix::send_pending() {
    for (Vector& vector : vectors_) {
        if (vector.pending && can_send(vector)) {
            send(vector);
        }
    }
}

std::uint32_t Msix::table_size() const {
    return static_cast<std::uint32_t>(vectors_.size()) * entry_size;
}

/// Whole quadwords.
std::uint32_t Msix::pending_size() const {
    constexpr std::uint32_t bits_of_quadword = 64;
    const auto count = static_cast<std::uint32_t>(vectors_.size());
    return (count + bits_of_quadword - 1) / bits_of_quadword * 8;
}

std::uint32_t Msix::read_table(std::uint32_t offset) const {
    if (offset >= table_size()) {
        return 0;
    }
    const Vector& vector = vectors_[offset / entry_size];
    switch (offset % entry_size) {
    case address_low:
        return static_cast<std::uint32_t>(vector.address);
    case address_high:
        return static_cast<std::uint32_t>(vector.address >> bits_of_word);
    case data:
        return vector.data;
    default:
        return vector.masked ? mask_bit : 0;
    }
}

void Msix::write_table(std::uint32_t offset, std::uint32_t value) {
    if (offset >= table_size()) {
        return;
    }
    Vector& vector = vectors_[offset / entry_size];
    const std::uint64_t high = vector.address >> bits_of_word << bits_of_word;
    switch (offset % entry_size) {
    case address_low:
        vector.address = high | (value & ~std::uint32_t{3}); // a word's
        break;
    case address_high:
        vector.address = (vector.address ^ high) | std::uint64_t{value} << bits_of_word;
        break;
    case data:
        vector.data = value;
        break;
    default:
        vector.masked = (value & mask_bit) != 0;
        send_pending();
        break;
    }
}

std::uint32_t Msix::read_pending(std::uint32_t offset) const {
    std::uint32_t bits = 0;
    for (unsigned n = 0; n < bits_of_word; ++n) {
        const std::size_t vector = offset * 8 + n;
        if (vector < vectors_.size() && vectors_[vector].pending) {
            bits |= 1U << n;
        }
    }
    return bits;
}

} // namespace ampsim::models::pci

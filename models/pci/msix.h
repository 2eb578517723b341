// SPDX-License-Identifier: BSD-3-Clause
//
// MSI-X of a function [PCI Local Bus 3.0, 6.8.2]: the capability, the table of vectors, and the
// array of bits that say which of them are pending. A message is a write on the bus.
#pragma once

#include "models/bus_master/message_sink.h"
#include "models/pci/config_space.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace ampsim::models::pci {

struct MsixPlace {
    std::size_t base_address = 0;
    std::uint32_t table = 0;
    std::uint32_t pending = 0; ///< the array
};

class Msix {
public:
    /// Adds the capability to `config`. `vectors` from 1 to 2048.
    Msix(ConfigSpace& config, std::size_t vectors, const MsixPlace& place, MessageSink& messages);

    std::size_t vectors() const { return vectors_.size(); }
    bool enabled() const;

    /// From the function: what has happened is told with this vector's message, now, or when it can
    /// be. Ignored while MSI-X is not enabled.
    void interrupt(std::size_t vector);
    /// The capability or the command register may have changed.
    void config_written() { send_pending(); }

    /// Words in the table and the array, offsets from their starts.
    std::uint32_t read_table(std::uint32_t offset) const;
    void write_table(std::uint32_t offset, std::uint32_t value);
    std::uint32_t read_pending(std::uint32_t offset) const;
    std::uint32_t table_size() const;   ///< bytes
    std::uint32_t pending_size() const; ///< bytes

    std::uint64_t sent() const { return sent_; }
    std::uint64_t held_back() const { return held_back_; } ///< while masked

private:
    struct Vector {
        std::uint64_t address = 0;
        std::uint32_t data = 0;
        bool masked = true;
        bool pending = false;
    };

    bool can_send(const Vector& vector) const;
    void send_pending();
    void send(Vector& vector);

    ConfigSpace& config_;
    std::size_t capability_;
    MessageSink& messages_;
    std::vector<Vector> vectors_;
    std::uint64_t sent_ = 0;
    std::uint64_t held_back_ = 0;
};

} // namespace ampsim::models::pci

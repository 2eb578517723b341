// SPDX-License-Identifier: BSD-3-Clause
//
// Bytes to packets and back: pure, no I/O, no time, no SystemC. A Decoder takes bytes in whatever
// pieces they come, and believes nothing: lengths, offsets and counts are checked before they are
// used.
#pragma once

#include "sim/remote_port/packet.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace ampsim::remote_port {

/// Largest packet that is accepted, base header not counted. A longer one is an error, and never
/// allocated.
inline constexpr std::uint32_t longest_payload = 1U << 20;

/// Largest read or write, in bytes. It leaves room for as many byte enables; peers do 4096 at most.
inline constexpr std::uint32_t longest_access = longest_payload / 4;

inline constexpr std::size_t header_size = 20;

/// Of the packet whose header is at `header`, the header counted.
std::size_t packet_size(const std::uint8_t* header);

/// Layout of read and write packets: the extended one only toward peers that offered it.
enum class BusLayout { base, extended };

/// Whether the base layout cannot carry it: a master id above 16 bits, or byte enables.
bool needs_extended_layout(const BusAccess& access);

/// Appends the packet's wire form to `out`. An access that the layout cannot carry, or a name that
/// is too long, is a std::invalid_argument.
void encode(const Packet& packet, BusLayout layout, std::vector<std::uint8_t>& out);

class Decoder {
public:
    /// Adds received bytes.
    void feed(const std::uint8_t* bytes, std::size_t count);

    /// The next complete packet, if there is one. Throws SimulationError for bytes that are no
    /// packet: the stream cannot be used after that.
    std::optional<Packet> next();

    /// The wire form of the packet that next() returned last, until the next feed().
    const std::uint8_t* last_packet() const { return buffer_.data() + last_; }

    /// True in the middle of a packet: an end of stream now has cut it off.
    bool is_partial() const { return begin_ != buffer_.size(); }

private:
    std::vector<std::uint8_t> buffer_;
    std::size_t begin_ = 0; ///< first byte not yet decoded
    std::size_t last_ = 0;  ///< packet decoded last
};

} // namespace ampsim::remote_port

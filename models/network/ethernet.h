// SPDX-License-Identifier: BSD-3-Clause
//
// The header of an Ethernet frame, and addresses as people write them.
#pragma once

#include "models/network/network.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace ampsim::models::network {

/// An IPv4 address and how many of its first bits are the network's: "10.0.0.1/24".
struct Ipv4Interface {
    std::array<std::uint8_t, 4> address{};
    unsigned prefix = 0; ///< 0 to 32

    bool operator==(const Ipv4Interface& other) const {
        return address == other.address && prefix == other.prefix;
    }
};

/// "02:00:00:00:01:01", in either case. Nothing: it is no MAC address.
std::optional<MacAddress> parse_mac_address(const std::string& text);
/// "10.0.0.1". Nothing: it is no IPv4 address.
std::optional<std::array<std::uint8_t, 4>> parse_ipv4_address(const std::string& text);
/// "10.0.0.1/24". Nothing: it is no IPv4 address, or has no prefix length of 0 to 32.
std::optional<Ipv4Interface> parse_ipv4_interface(const std::string& text);

/// Multicast or broadcast.
inline bool is_group(const MacAddress& address) {
    return (address[0] & 1U) != 0;
}

namespace ethernet {

constexpr std::size_t header_size = 14;
constexpr std::size_t shortest = 60;                            ///< on a wire, without its checksum
constexpr std::size_t frame_size_max = 65535 + header_size + 4; ///< the largest MTU, and a VLAN tag
constexpr std::uint16_t type_ipv4 = 0x0800;
constexpr std::uint16_t type_arp = 0x0806;

// Of frames with a whole header.
inline MacAddress destination(const Frame& frame) {
    MacAddress address{};
    std::copy_n(frame.begin(), address.size(), address.begin());
    return address;
}
inline MacAddress source(const Frame& frame) {
    MacAddress address{};
    std::copy_n(frame.begin() + 6, address.size(), address.begin());
    return address;
}
inline std::uint16_t type(const Frame& frame) {
    return static_cast<std::uint16_t>(frame[12] << 8U | frame[13]);
}

} // namespace ethernet

} // namespace ampsim::models::network

// SPDX-License-Identifier: BSD-3-Clause
//
// Packets of the socket device [VirtIO 1.2, 5.10.6].
#pragma once

#include "models/virtio/wire.h"

#include <string>

namespace ampsim::models::virtio {

struct VsockHeader {
    little_uint64_t src_cid;
    little_uint64_t dst_cid;
    little_uint32_t src_port;
    little_uint32_t dst_port;
    little_uint32_t len;
    little_uint16_t type;
    little_uint16_t op;
    little_uint32_t flags;
    little_uint32_t buf_alloc;
    little_uint32_t fwd_cnt;
};
static_assert(sizeof(VsockHeader) == 44);

constexpr std::uint64_t vsock_host = 2; ///< context id
constexpr std::uint16_t vsock_stream = 1;

namespace vsock_op {
constexpr std::uint16_t request = 1;
constexpr std::uint16_t response = 2;
constexpr std::uint16_t rst = 3;
constexpr std::uint16_t shutdown = 4;
constexpr std::uint16_t rw = 5;
constexpr std::uint16_t credit_update = 6;
constexpr std::uint16_t credit_request = 7;
} // namespace vsock_op

namespace vsock_flag { ///< of a shutdown
constexpr std::uint32_t no_receive = 1;
constexpr std::uint32_t no_send = 2;
constexpr std::uint32_t both = 3;
} // namespace vsock_flag

/// Bytes of data in a packet, at most.
constexpr std::size_t vsock_packet_data_max = 65536;

/// What is wrong with a buffer of the driver that has no room for a header and data.
inline std::string vsock_without_room(std::size_t size) {
    return "a vsock receive buffer of " + std::to_string(size) +
           " bytes has no room for a header of 44 and data [VirtIO 1.2, 5.10.6]";
}

/// A connection's name: the ports of its ends.
struct VsockPorts {
    std::uint32_t guest = 0;
    std::uint32_t host = 0;
    bool operator<(const VsockPorts& other) const {
        return guest != other.guest ? guest < other.guest : host < other.host;
    }
};

} // namespace ampsim::models::virtio

// SPDX-License-Identifier: BSD-3-Clause
//
// A peer that has sent an input and closed its half of the link, and keeps what it is sent.
#pragma once

#include "sim/remote_port/codec.h"
#include "sim/remote_port/transport.h"
#include "tests/fuzz/require.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ampsim::fuzz {

class HostilePeer {
public:
    HostilePeer(const std::uint8_t* bytes, std::size_t size) {
        std::array<int, 2> ends{};
        require(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0,
                "sockets can be made");
        ours_ = ends[0];
        theirs_ = ends[1];
        // What does not fit was never sent.
        for (ssize_t sent = 0; size > 0; bytes += sent, size -= static_cast<std::size_t>(sent)) {
            sent = ::send(ours_, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL);
            if (sent <= 0)
                break;
        }
        shutdown(ours_, SHUT_WR);
    }
    HostilePeer(const HostilePeer&) = delete;
    HostilePeer& operator=(const HostilePeer&) = delete;
    ~HostilePeer() { close(ours_); }

    /// The other end, once.
    remote_port::Connection connection() const { return remote_port::Connection::adopt(theirs_); }

    /// All that it has been sent, understood. Throws SimulationError when that is impossible.
    std::vector<remote_port::Packet> received() const {
        remote_port::Decoder decoder;
        std::vector<std::uint8_t> piece(65536);
        std::vector<remote_port::Packet> packets;
        for (;;) {
            const ssize_t count = recv(ours_, piece.data(), piece.size(), MSG_DONTWAIT);
            if (count <= 0)
                break;
            decoder.feed(piece.data(), static_cast<std::size_t>(count));
            while (auto packet = decoder.next())
                packets.push_back(*std::move(packet));
        }
        require(!decoder.is_partial(), "whole packets are sent");
        return packets;
    }

private:
    int ours_ = -1;
    int theirs_ = -1;
};

} // namespace ampsim::fuzz

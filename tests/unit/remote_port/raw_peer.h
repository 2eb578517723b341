// SPDX-License-Identifier: BSD-3-Clause
//
// The other end of a link, for tests: it sends whatever it is told, also what no peer should. A
// socket's buffer holds what it sends, so most tests need no second thread.
#pragma once

#include "sim/remote_port/codec.h"
#include "sim/remote_port/transport.h"

#include <array>
#include <stdexcept>
#include <utility>
#include <vector>

#include <sys/socket.h>
#include <unistd.h>

namespace ampsim::remote_port {

inline std::pair<Connection, Connection> connected_pair() {
    std::array<int, 2> sockets{};
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, sockets.data()) != 0)
        throw std::runtime_error("socketpair failed");
    return {Connection::adopt(sockets[0]), Connection::adopt(sockets[1])};
}

class RawPeer {
public:
    explicit RawPeer(Connection connection) : connection_(std::move(connection)) {}

    void send(const std::vector<std::uint8_t>& bytes) {
        connection_.write(bytes.data(), bytes.size(), {});
    }
    void send(const Packet& packet, BusLayout layout = BusLayout::extended) {
        std::vector<std::uint8_t> bytes;
        encode(packet, layout, bytes);
        send(bytes);
    }
    void hello(std::vector<std::uint32_t> capabilities = {1, 2, 3, 4}) {
        send({0, 0, 0, Hello{protocol_major, protocol_minor, std::move(capabilities)}});
    }

    /// The next packet; hellos are passed over.
    Packet receive() {
        for (;;) {
            auto packet = decoder_.next();
            if (packet && !std::holds_alternative<Hello>(packet->body))
                return *std::move(packet);
            if (packet)
                continue;
            std::array<std::uint8_t, 4096> bytes{};
            const std::size_t count = connection_.read(bytes.data(), bytes.size(), {});
            if (count == 0)
                throw std::runtime_error("the session closed the link");
            decoder_.feed(bytes.data(), count);
        }
    }
    template <typename Type>
    Type receive_body() {
        return std::get<Type>(receive().body);
    }
    /// Bytes as they come.
    std::vector<std::uint8_t> receive_bytes() {
        std::vector<std::uint8_t> bytes(4096);
        bytes.resize(connection_.read(bytes.data(), bytes.size(), {}));
        return bytes;
    }

    void close() { ::close(connection_.release()); }

private:
    Connection connection_;
    Decoder decoder_;
};

} // namespace ampsim::remote_port

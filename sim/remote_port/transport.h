// SPDX-License-Identifier: BSD-3-Clause
//
// Byte streams between the hub and a peer: UNIX and TCP sockets, named by URIs as the reference
// peers write them. A Connection blocks, but never for long without asking its owner whether to go
// on; one read that finds data is one system call.
#pragma once

#include "sim/error.h"
#include "sim/remote_port/stream.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace ampsim::remote_port {

/// Where a peer is found.
///
///     unix:PATH                       a socket file
///     tcp:HOST:PORT, tcp://HOST:PORT  the peer listens, we connect
///     tcpd:HOST:PORT, tcpd://...      we listen
///
/// HOST is a name, an IPv4 address, or an IPv6 address in brackets; port 0 lets the system choose
/// one to listen on.
struct Endpoint {
    enum class Kind { unix_socket, tcp, tcp_listen };

    Kind kind = Kind::unix_socket;
    std::string path; ///< of a UNIX socket
    std::string host; ///< of TCP, without brackets
    std::uint16_t port = 0;

    /// Throws InputError saying what was expected.
    static Endpoint parse(std::string_view uri);
    std::string uri() const;
};

/// A connected stream socket, closed at the end of its life, and not inherited by child processes.
class Connection : public Stream {
public:
    /// Takes over a connected socket, one end of a socketpair for instance.
    static Connection adopt(int socket);
    Connection(Connection&& other) noexcept;
    Connection& operator=(Connection&& other) noexcept;
    ~Connection() override;

    std::size_t read(std::uint8_t* bytes, std::size_t size,
                     const WhileWaiting& while_waiting) override;
    Poll try_read(std::uint8_t* bytes, std::size_t size, std::size_t& count) override;
    bool write(const std::uint8_t* bytes, std::size_t size,
               const WhileWaiting& while_waiting) override;

    void end() override;

    int native_handle() const { return socket_; }
    /// Gives the socket away.
    int release();

private:
    explicit Connection(int socket) : socket_(socket) {}

    int socket_;
};

/// Nobody listens there, yet.
class NobodyListens : public InputError {
public:
    using InputError::InputError;
};

/// Connects to a peer that listens. NobodyListens when there is none, InputError when the address
/// cannot be used.
Connection connect(const Endpoint& endpoint, const WhileWaiting& while_waiting = {});

/// Listens for one or more peers. A UNIX socket's file is removed in the end; one that a killed
/// process left behind is replaced.
class Listener {
public:
    /// InputError when the address cannot be used: somebody else listens there, for instance.
    explicit Listener(const Endpoint& endpoint);
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    ~Listener();

    Connection accept(const WhileWaiting& while_waiting = {});

    /// With the port that was chosen, if the system was to choose one.
    const Endpoint& endpoint() const { return endpoint_; }

private:
    struct Acceptor;

    Endpoint endpoint_;
    std::unique_ptr<Acceptor> acceptor_;
};

/// What a URI asks for, as the reference peers read it: tcp connects, tcpd listens, and unix
/// connects when somebody listens there, else listens for one peer.
Connection meet(const Endpoint& endpoint, const WhileWaiting& while_waiting = {});

} // namespace ampsim::remote_port

// SPDX-License-Identifier: BSD-3-Clause
//
// Byte streams between the hub and a peer: UNIX and TCP sockets, named by URIs as the reference
// peers write them. A Connection blocks, but never for long without asking its owner whether to go
// on; one read that finds data is one system call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace ampsim::remote_port {

/// Called about ten times per second of host time while a peer is waited for. Throws to give up
/// waiting (time-out, interrupted, the peer's process died). May be empty.
using WhileWaiting = std::function<void()>;

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
class Connection {
public:
    /// Takes over a connected socket, one end of a socketpair for instance.
    static Connection adopt(int socket);
    Connection(Connection&& other) noexcept;
    Connection& operator=(Connection&& other) noexcept;
    ~Connection();

    /// Waits for bytes and puts up to `size` of them at `bytes`. Returns their number; 0 when the
    /// peer has closed the connection, also when it was killed.
    std::size_t read(std::uint8_t* bytes, std::size_t size,
                     const WhileWaiting& while_waiting) const;

    enum class Poll { data, nothing, closed };
    /// Takes what is there; `count` is set with Poll::data.
    Poll try_read(std::uint8_t* bytes, std::size_t size, std::size_t& count) const;

    /// Sends all of it. False when the peer has closed the connection.
    bool write(const std::uint8_t* bytes, std::size_t size,
               const WhileWaiting& while_waiting) const;

    int native_handle() const { return socket_; }
    /// Gives the socket away.
    int release();

private:
    explicit Connection(int socket) : socket_(socket) {}

    int socket_;
};

/// Connects to a peer that listens. InputError when there is none.
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

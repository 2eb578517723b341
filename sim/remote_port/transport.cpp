// SPDX-License-Identifier: BSD-3-Clause
#include "sim/remote_port/transport.h"

#include "sim/error.h"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <fmt/format.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace ampsim::remote_port {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Protocol = asio::generic::stream_protocol;

constexpr std::chrono::milliseconds patience{100}; // between two calls of while_waiting

void ask(const WhileWaiting& while_waiting) {
    if (while_waiting)
        while_waiting();
}

void close_on_exec(int descriptor) {
    ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

[[noreturn]] void throw_system_error(const char* call) {
    throw SimulationError(fmt::format("{} on a link failed: {}", call, std::strerror(errno)));
}

// ---- URIs ----

[[noreturn]] void refuse(std::string_view uri, std::string_view why) {
    throw InputError(fmt::format("'{}' names no Remote-Port peer: {}; expected unix:PATH, "
                                 "tcp:HOST:PORT or tcpd:HOST:PORT",
                                 uri, why));
}

std::string_view without_prefix(std::string_view text, std::string_view prefix) {
    return text.substr(0, prefix.size()) == prefix ? text.substr(prefix.size()) : text;
}

void parse_host_and_port(std::string_view uri, std::string_view text, Endpoint& endpoint) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos)
        refuse(uri, "the port is missing");
    std::string_view host = text.substr(0, colon);
    const std::string_view port = text.substr(colon + 1);
    if (!host.empty() && host.front() == '[') {
        if (host.back() != ']')
            refuse(uri, "the bracket is not closed");
        host = host.substr(1, host.size() - 2);
    } else if (host.find(':') != std::string_view::npos) {
        refuse(uri, "an IPv6 address is written in brackets, [::1]:PORT");
    }
    if (host.empty())
        refuse(uri, "the host is missing");
    const char* end = port.data() + port.size();
    const auto [parsed, error] = std::from_chars(port.data(), end, endpoint.port);
    if (error != std::errc{} || parsed != end)
        refuse(uri, fmt::format("'{}' is no port number (0 to 65535)", port));
    if (endpoint.port == 0 && endpoint.kind == Endpoint::Kind::tcp)
        refuse(uri, "port 0 can only be listened on");
    endpoint.host = host;
}

std::vector<Protocol::endpoint> resolve(asio::io_context& context, const Endpoint& endpoint) {
    if (endpoint.kind == Endpoint::Kind::unix_socket)
        return {asio::local::stream_protocol::endpoint(endpoint.path)};
    error_code error;
    asio::ip::tcp::resolver resolver(context);
    const auto found = resolver.resolve(endpoint.host, std::to_string(endpoint.port), error);
    if (error)
        throw InputError(
            fmt::format("{}: the host cannot be resolved: {}", endpoint.uri(), error.message()));
    std::vector<Protocol::endpoint> endpoints;
    for (const auto& entry : found)
        endpoints.emplace_back(entry.endpoint());
    return endpoints;
}

// ---- socket files ----

enum class SocketFile { absent, stale, live, other };

/// Asks with a datagram socket: a live stream socket refuses that by its type, so nobody's accept()
/// sees it.
SocketFile examine(const std::string& path) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0)
        return SocketFile::absent;
    if (!S_ISSOCK(status.st_mode))
        return SocketFile::other;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const int probe = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (probe < 0)
        throw_system_error("socket");
    const int result =
        ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    const bool stale = result != 0 && errno == ECONNREFUSED;
    ::close(probe);
    return stale ? SocketFile::stale : SocketFile::live;
}

void make_way(const Endpoint& endpoint) {
    switch (examine(endpoint.path)) {
    case SocketFile::absent:
        break;
    case SocketFile::stale:
        ::unlink(endpoint.path.c_str());
        break;
    case SocketFile::live:
        throw InputError(fmt::format(
            "{}: address in use: another process listens there; end it, or choose another path",
            endpoint.uri()));
    case SocketFile::other:
        throw InputError(
            fmt::format("{}: the file exists and is no socket; remove it, or choose another path",
                        endpoint.uri()));
    }
}

} // namespace

Endpoint Endpoint::parse(std::string_view uri) {
    const auto colon = uri.find(':');
    if (colon == std::string_view::npos)
        refuse(uri, "the scheme is missing");
    const std::string_view scheme = uri.substr(0, colon);
    const std::string_view rest = uri.substr(colon + 1);
    Endpoint endpoint;
    if (scheme == "unix") {
        if (rest.empty())
            refuse(uri, "the path is missing");
        if (rest.size() >= sizeof sockaddr_un::sun_path)
            refuse(uri, fmt::format("the path of a socket has at most {} characters",
                                    sizeof sockaddr_un::sun_path - 1));
        endpoint.path = rest;
    } else if (scheme == "tcp" || scheme == "tcpd") {
        endpoint.kind = scheme == "tcp" ? Kind::tcp : Kind::tcp_listen;
        parse_host_and_port(uri, without_prefix(rest, "//"), endpoint);
    } else {
        refuse(uri, fmt::format("the scheme '{}' is unknown", scheme));
    }
    return endpoint;
}

std::string Endpoint::uri() const {
    if (kind == Kind::unix_socket)
        return "unix:" + path;
    const bool is_ipv6 = host.find(':') != std::string::npos;
    return fmt::format("{}:{}{}{}:{}", kind == Kind::tcp ? "tcp" : "tcpd", is_ipv6 ? "[" : "", host,
                       is_ipv6 ? "]" : "", port);
}

// ---- Connection ----

Connection Connection::adopt(int socket) {
    Connection connection(socket);
    close_on_exec(socket);
    ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) & ~O_NONBLOCK);
    const timeval limit{0, std::chrono::microseconds(patience).count()};
    if (::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) != 0 ||
        ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) != 0)
        throw_system_error("setsockopt");
    int domain = 0;
    socklen_t size = sizeof domain;
    ::getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &domain, &size);
    if (domain != AF_UNIX) {
        const int on = 1; // a packet is waited for as soon as it is sent
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    return connection;
}

Connection::Connection(Connection&& other) noexcept : socket_(other.release()) {}

Connection& Connection::operator=(Connection&& other) noexcept {
    std::swap(socket_, other.socket_);
    return *this;
}

Connection::~Connection() {
    if (socket_ >= 0)
        ::close(socket_);
}

int Connection::release() {
    return std::exchange(socket_, -1);
}

std::size_t Connection::read(std::uint8_t* bytes, std::size_t size,
                             const WhileWaiting& while_waiting) {
    for (;;) {
        const ssize_t count = ::recv(socket_, bytes, size, 0);
        if (count >= 0)
            return static_cast<std::size_t>(count);
        if (errno == ECONNRESET)
            return 0;
        if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
            throw_system_error("recv");
        ask(while_waiting);
    }
}

Connection::Poll Connection::try_read(std::uint8_t* bytes, std::size_t size, std::size_t& count) {
    for (;;) {
        const ssize_t result = ::recv(socket_, bytes, size, MSG_DONTWAIT);
        if (result > 0) {
            count = static_cast<std::size_t>(result);
            return Poll::data;
        }
        if (result == 0 || errno == ECONNRESET)
            return Poll::closed;
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            return Poll::nothing;
        if (errno != EINTR)
            throw_system_error("recv");
    }
}

bool Connection::write(const std::uint8_t* bytes, std::size_t size,
                       const WhileWaiting& while_waiting) {
    while (size > 0) {
        const ssize_t count = ::send(socket_, bytes, size, MSG_NOSIGNAL);
        if (count >= 0) {
            bytes += count;
            size -= static_cast<std::size_t>(count);
            continue;
        }
        if (errno == EPIPE || errno == ECONNRESET)
            return false;
        if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
            throw_system_error("send");
        ask(while_waiting);
    }
    return true;
}

void Connection::end() {
    ::shutdown(socket_, SHUT_RDWR);
}

// ---- connecting and listening ----

Connection connect(const Endpoint& endpoint, const WhileWaiting& while_waiting) {
    error_code result = asio::error::would_block;
    asio::io_context context;
    Protocol::socket socket(context);
    const auto endpoints = resolve(context, endpoint);
    asio::async_connect(
        socket, endpoints,
        [&result](const error_code& error, const Protocol::endpoint&) { result = error; });
    while (result == asio::error::would_block) {
        context.run_for(patience);
        if (result == asio::error::would_block)
            ask(while_waiting);
    }
    if (result)
        throw NobodyListens(
            fmt::format("{}: cannot connect: {}; start the peer that listens there first",
                        endpoint.uri(), result.message()));
    return Connection::adopt(socket.release());
}

struct Listener::Acceptor {
    asio::io_context context;
    asio::basic_socket_acceptor<Protocol> socket{context};
    struct stat file {}; ///< of a UNIX socket, as we made it
};

Listener::Listener(const Endpoint& endpoint)
    : endpoint_(endpoint), acceptor_(std::make_unique<Acceptor>()) {
    const bool is_unix = endpoint.kind == Endpoint::Kind::unix_socket;
    const Protocol::endpoint address = resolve(acceptor_->context, endpoint).front();
    if (is_unix)
        make_way(endpoint);
    auto& socket = acceptor_->socket;
    error_code error;
    socket.open(address.protocol(), error);
    if (!error) {
        close_on_exec(socket.native_handle());
        if (!is_unix)
            socket.set_option(asio::socket_base::reuse_address(true), error);
        socket.bind(address, error);
    }
    if (!error)
        socket.listen(asio::socket_base::max_listen_connections, error);
    if (error == asio::error::address_in_use)
        throw InputError(fmt::format(
            "{}: address in use: another process listens there; end it, or choose another {}",
            endpoint.uri(), is_unix ? "path" : "port"));
    if (error)
        throw InputError(fmt::format("{}: cannot listen: {}", endpoint.uri(), error.message()));
    if (is_unix) {
        ::lstat(endpoint.path.c_str(), &acceptor_->file);
    } else {
        const auto local = socket.local_endpoint();
        asio::ip::tcp::endpoint bound;
        bound.resize(local.size());
        std::memcpy(bound.data(), local.data(), local.size());
        endpoint_.port = bound.port();
    }
}

Listener::~Listener() {
    struct stat now {};
    // Somebody may have put another socket in its place meanwhile.
    if (endpoint_.kind == Endpoint::Kind::unix_socket &&
        ::lstat(endpoint_.path.c_str(), &now) == 0 && now.st_dev == acceptor_->file.st_dev &&
        now.st_ino == acceptor_->file.st_ino)
        ::unlink(endpoint_.path.c_str());
}

Connection Listener::accept(const WhileWaiting& while_waiting) {
    pollfd waiting{acceptor_->socket.native_handle(), POLLIN, 0};
    while (::poll(&waiting, 1, static_cast<int>(patience.count())) <= 0)
        ask(while_waiting);
    error_code error;
    Protocol::socket socket(acceptor_->context);
    acceptor_->socket.accept(socket, error);
    if (error)
        throw SimulationError(
            fmt::format("{}: accepting a peer failed: {}", endpoint_.uri(), error.message()));
    return Connection::adopt(socket.release());
}

Connection meet(const Endpoint& endpoint, const WhileWaiting& while_waiting) {
    const bool connects = endpoint.kind == Endpoint::Kind::unix_socket
                              ? examine(endpoint.path) == SocketFile::live
                              : endpoint.kind == Endpoint::Kind::tcp;
    if (connects)
        return connect(endpoint, while_waiting);
    return Listener(endpoint).accept(while_waiting);
}

} // namespace ampsim::remote_port

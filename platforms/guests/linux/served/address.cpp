// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/served/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/un.h>

#include <cerrno>
#include <charconv>
#include <cstring>

namespace ampsim::served {

namespace {

std::optional<std::uint16_t> port_of(const std::string& text) {
    std::uint16_t port = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, port);
    return error == std::errc{} && stop == end && port != 0 ? std::optional(port) : std::nullopt;
}

bool put_tcp(const std::string& host_and_port, sockaddr_storage& storage, socklen_t& size) {
    const std::size_t colon = host_and_port.rfind(':');
    const auto port =
        colon == std::string::npos ? std::nullopt : port_of(host_and_port.substr(colon + 1));
    if (!port) {
        return false;
    }
    const std::string named = host_and_port.substr(0, colon);
    const std::string host = named == "localhost" ? "127.0.0.1" : named;
    auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
    auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
    if (::inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(*port);
        size = sizeof v4;
        return true;
    }
    if (host.size() > 2 && host.front() == '[' && host.back() == ']' &&
        ::inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &v6.sin6_addr) == 1) {
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(*port);
        size = sizeof v6;
        return true;
    }
    return false;
}

bool put_unix(const std::string& path, sockaddr_storage& storage, socklen_t& size) {
    auto& address = reinterpret_cast<sockaddr_un&>(storage);
    if (path.empty() || path.size() >= sizeof address.sun_path) {
        return false;
    }
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    size = sizeof address;
    return true;
}

HostFile socket_for(int family) {
    HostFile file{::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (file && family != AF_UNIX) {
        const int at_once = 1;
        ::setsockopt(file.descriptor(), IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
    }
    return file;
}

} // namespace

std::optional<Address> Address::parse(const std::string& text) {
    Address address;
    address.text_ = text;
    const bool known =
        (text.substr(0, 4) == "tcp:" && put_tcp(text.substr(4), address.storage_, address.size_)) ||
        (text.substr(0, 5) == "unix:" && put_unix(text.substr(5), address.storage_, address.size_));
    return known ? std::optional(address) : std::nullopt;
}

HostFile Address::connect() const {
    HostFile file = socket_for(storage_.ss_family);
    if (file && ::connect(file.descriptor(), raw(), size_) != 0 && errno != EINPROGRESS) {
        file.close();
    }
    return file;
}

HostFile Address::listen() const {
    if (storage_.ss_family == AF_UNIX) {
        models::virtio::remove_stale_socket(text_.substr(5));
    }
    HostFile file = socket_for(storage_.ss_family);
    if (file && storage_.ss_family != AF_UNIX) {
        const int again = 1;
        ::setsockopt(file.descriptor(), SOL_SOCKET, SO_REUSEADDR, &again, sizeof again);
    }
    constexpr int backlog = 8;
    if (!file || ::bind(file.descriptor(), raw(), size_) != 0 ||
        ::listen(file.descriptor(), backlog) != 0) {
        throw models::virtio::BackEndError("cannot listen at " + text_ + ": " +
                                           std::strerror(errno));
    }
    return file;
}

} // namespace ampsim::served

// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/vsock_unix.h"

#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <string_view>

namespace ampsim::models::virtio {

UnixEndpoint::UnixEndpoint(HostFile socket, std::string greeting)
    : socket_(std::move(socket)), greeting_(std::move(greeting)) {}

void UnixEndpoint::accepted() {
    const auto written = write_some(
        socket_, reinterpret_cast<const std::uint8_t*>(greeting_.data()), greeting_.size());
    broken_ = broken_ || written != greeting_.size(); // a fresh socket has room for it
}

std::size_t UnixEndpoint::take(const std::uint8_t* data, std::size_t size) {
    const auto written = write_some(socket_, data, size);
    broken_ = broken_ || !written;
    return written.value_or(0);
}

bool UnixEndpoint::has_more() {
    if (read_.empty() && !ended_) {
        constexpr std::size_t at_once = 65536;
        read_.resize(at_once);
        const auto got = read_some(socket_, read_.data(), read_.size());
        read_.resize(got.value_or(0));
        ended_ = !got;
    }
    return !read_.empty();
}

Bytes UnixEndpoint::give(std::size_t size) {
    const auto end = read_.begin() + static_cast<std::ptrdiff_t>(std::min(size, read_.size()));
    Bytes given(read_.begin(), end);
    read_.erase(read_.begin(), end);
    return given;
}

void UnixEndpoint::end_of_input() {
    ::shutdown(socket_.descriptor(), SHUT_WR);
}

bool UnixEndpoint::finished() {
    return !has_more() && ended_;
}

VsockGate::VsockGate(const std::string& path, SocketObserver opened)
    : listener_(path), opened_(std::move(opened)) {
    tell(listener_.file());
}

void VsockGate::tell(const HostFile& socket) const {
    if (opened_ && socket) {
        opened_(socket);
    }
}

std::optional<VsockGate::Caller> VsockGate::next() {
    while (HostFile socket = listener_.accept()) {
        tell(socket);
        visitors_.push_back({std::move(socket), ""});
    }
    for (auto each = visitors_.begin(); each != visitors_.end();) {
        const Progress progress = read_line(*each);
        if (progress == Progress::reading) {
            ++each;
            continue;
        }
        Visitor visitor = std::move(*each);
        each = visitors_.erase(each);
        constexpr std::string_view command = "CONNECT ";
        std::uint32_t port = 0;
        if (progress == Progress::complete && visitor.line.rfind(command, 0) == 0) {
            const char* end = visitor.line.data() + visitor.line.size();
            const auto parsed = std::from_chars(visitor.line.data() + command.size(), end, port);
            if (parsed.ec == std::errc{} && parsed.ptr == end) {
                return Caller{std::move(visitor.socket), port};
            }
        } // else the socket is closed: it does not know the rules
    }
    return std::nullopt;
}

VsockGate::Progress VsockGate::read_line(Visitor& visitor) {
    constexpr std::size_t longest = 32;
    while (visitor.line.size() < longest) {
        std::uint8_t byte = 0;
        const auto got = read_some(visitor.socket, &byte, 1); // what follows is the guest's
        if (!got) {
            return Progress::failed;
        }
        if (*got == 0) {
            return Progress::reading;
        }
        if (byte == '\n') {
            return Progress::complete;
        }
        visitor.line += static_cast<char>(byte);
    }
    return Progress::failed;
}

HostFile VsockGate::call(std::uint32_t port) const {
    HostFile socket = connect_unix(listener_.path() + "_" + std::to_string(port));
    tell(socket);
    return socket;
}

} // namespace ampsim::models::virtio

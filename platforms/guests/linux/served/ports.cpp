// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/served/ports.h"

#include <sys/epoll.h>

#include <algorithm>
#include <limits>

namespace ampsim::served {

using models::virtio::read_some;
using models::virtio::write_some;

namespace {

constexpr std::size_t most_streams = 32;
constexpr std::uint32_t window = 16384; ///< bytes that we keep for a socket that takes none
constexpr std::size_t number_size = 4;

} // namespace

Ports::Ports(Session& session, pmm::EventLoop& loop, std::set<std::string> allowed)
    : session_(session), loop_(loop), allowed_(std::move(allowed)) {
    session.offer(*this);
}

Ports::~Ports() {
    begin();
    for (const Forward& forward : forwards_) {
        loop_.forget(forward.listener);
    }
}

void Ports::begin() {
    while (!streams_.empty()) {
        drop(streams_.begin());
    }
}

void Ports::room() {
    for (auto& [number, stream] : streams_) {
        watch(stream);
    }
}

// --- Opening

void Ports::forward(const Address& address, std::uint16_t remote_port) {
    forwards_.reserve(64); // handlers know them by place
    forwards_.push_back({address.listen(), remote_port});
    const std::size_t index = forwards_.size() - 1;
    loop_.watch(forwards_.back().listener, EPOLLIN, [this, index] { accept(forwards_[index]); });
}

void Ports::accept(const Forward& forward) {
    HostFile socket = accept_from(forward.listener);
    if (!socket || !session_.up() || streams_.size() >= most_streams) {
        return; // refused
    }
    last_number_ = (last_number_ + 1) & ~SERVICE_STREAM_OF_LINUX;
    const std::uint32_t number = last_number_ | SERVICE_STREAM_OF_LINUX;
    if (streams_.count(number) != 0) {
        return;
    }
    BodyWriter body;
    body.u32(number).u32(window).text(std::to_string(forward.port));
    Stream stream;
    stream.socket = std::move(socket);
    stream.number = number;
    stream.connecting = true;
    stream.given = window;
    const auto [entry, added] = streams_.emplace(number, std::move(stream));
    if (!session_.request(service_ports, service_ports_open, body.take(),
                          [this, number](const Message& response) { opened(number, response); })) {
        drop(entry);
    }
}

/// Linux' side of a stream was asked for; the remote has answered.
void Ports::opened(std::uint32_t number, const Message& response) {
    const Entry stream = streams_.find(number);
    if (stream == streams_.end()) {
        return;
    }
    if (response.status != service_ok) {
        drop(stream);
        return;
    }
    try {
        stream->second.credit = BodyReader(response.body).u32();
    } catch (const Malformed&) {
        reset(stream); // the remote may think that there is one
        throw;
    }
    stream->second.connecting = false;
    watch(stream->second);
}

void Ports::open(const Message& message) {
    BodyReader body(message.body);
    const std::uint32_t number = body.u32();
    const std::uint32_t credit = body.u32();
    const std::string text = body.rest_as_text();
    const std::optional<Address> address = Address::parse(text);
    if (!address || (number & SERVICE_STREAM_OF_LINUX) != 0 || streams_.count(number) != 0) {
        throw Malformed{};
    }
    if (allowed_.count(text) == 0) {
        session_.respond(message, service_denied);
        return;
    }
    if (streams_.size() >= most_streams) {
        session_.respond(message, service_no_resources);
        return;
    }
    Stream stream;
    stream.socket = address->connect();
    if (!stream.socket) {
        session_.respond(message, service_failed);
        return;
    }
    stream.number = number;
    stream.request = message;
    stream.request.body.clear();
    stream.connecting = true;
    stream.credit = credit;
    stream.given = window;
    const auto [entry, added] = streams_.emplace(number, std::move(stream));
    watch(entry->second, EPOLLOUT);
}

/// False: there is no connection, and no stream any more.
bool Ports::finish_connecting(Entry stream) {
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(stream->second.socket.descriptor(), SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) {
        session_.respond(stream->second.request, service_failed);
        drop(stream);
        return false;
    }
    stream->second.connecting = false;
    session_.respond(stream->second.request, service_ok, BodyWriter().u32(window).take());
    return true;
}

// --- What the remote says

void Ports::receive(const Message& message) {
    if (message.kind == service_request) {
        if (message.operation == service_ports_open) {
            open(message);
        } else {
            session_.respond(message, service_unknown);
        }
        return;
    }
    BodyReader body(message.body);
    const Entry stream = streams_.find(body.u32());
    if (stream == streams_.end()) {
        return; // it is gone
    }
    switch (message.operation) {
    case service_ports_data:
        data(stream, body);
        break;
    case service_ports_credit: {
        const std::uint32_t more = body.u32();
        std::uint32_t& credit = stream->second.credit;
        credit += std::min(more, std::numeric_limits<std::uint32_t>::max() - credit);
        watch(stream->second);
        break;
    }
    case service_ports_close:
        close(stream, body.u8());
        break;
    default:
        break;
    }
}

void Ports::data(Entry entry, BodyReader body) {
    Stream& stream = entry->second;
    const Bytes bytes = body.rest_as_bytes();
    if (bytes.size() > stream.given || stream.remote_ended) {
        reset(entry);
        return;
    }
    stream.given -= static_cast<std::uint32_t>(bytes.size());
    stream.to_socket.insert(stream.to_socket.end(), bytes.begin(), bytes.end());
    if (!stream.connecting && to_socket(entry)) {
        watch(stream);
    }
}

void Ports::close(Entry entry, std::uint8_t how) {
    Stream& stream = entry->second;
    if (how != service_close_end) {
        drop(entry);
        return;
    }
    stream.remote_ended = true;
    if (!stream.connecting && to_socket(entry)) {
        watch(stream);
    }
}

// --- What the socket says

void Ports::happened(std::uint32_t number) {
    const Entry stream = streams_.find(number);
    if (stream == streams_.end() ||
        (stream->second.connecting &&
         (stream->second.request.kind != service_request || !finish_connecting(stream)))) {
        return;
    }
    if (to_socket(stream) && from_socket(stream)) {
        watch(stream->second);
    }
}

/// False: the stream is gone.
bool Ports::to_socket(Entry entry) {
    Stream& stream = entry->second;
    if (!stream.to_socket.empty()) {
        const auto count =
            write_some(stream.socket, stream.to_socket.data(), stream.to_socket.size());
        if (!count) {
            reset(entry);
            return false;
        }
        stream.to_socket.erase(stream.to_socket.begin(),
                               stream.to_socket.begin() + static_cast<std::ptrdiff_t>(*count));
        stream.written += static_cast<std::uint32_t>(*count);
    }
    if (stream.written >= window / 2 && !stream.remote_ended) {
        tell(entry->first, service_ports_credit, BodyWriter().u32(stream.written));
        stream.given += stream.written;
        stream.written = 0;
    }
    if (stream.to_socket.empty() && stream.remote_ended) {
        ::shutdown(stream.socket.descriptor(), SHUT_WR);
        if (stream.socket_ended) {
            drop(entry);
            return false;
        }
    }
    return true;
}

/// False: the stream is gone.
bool Ports::from_socket(Entry entry) {
    Stream& stream = entry->second;
    while (!stream.socket_ended && stream.credit > 0 && session_.can_send()) {
        Bytes bytes(std::min<std::size_t>(stream.credit, session_.body_limit() - number_size));
        const auto count = read_some(stream.socket, bytes.data(), bytes.size());
        if (count && *count == 0) {
            break;
        }
        if (!count) {
            stream.socket_ended = true;
            tell_close(entry->first, service_close_end);
            if (stream.remote_ended && stream.to_socket.empty()) {
                drop(entry);
                return false;
            }
            break;
        }
        stream.credit -= static_cast<std::uint32_t>(*count);
        tell(entry->first, service_ports_data, BodyWriter().bytes(bytes.data(), *count));
    }
    return true;
}

void Ports::watch(Stream& stream) {
    if (stream.connecting) {
        return;
    }
    std::uint32_t events = 0;
    if (!stream.socket_ended && stream.credit > 0 && session_.can_send()) {
        events |= EPOLLIN;
    }
    if (!stream.to_socket.empty()) {
        events |= EPOLLOUT;
    }
    watch(stream, events);
}

/// Without events it is not watched at all: else one whose other end is gone would not let us rest.
void Ports::watch(Stream& stream, std::uint32_t events) {
    if (events != 0 && stream.watched) {
        loop_.change(stream.socket, events);
    } else if (events != 0) {
        loop_.watch(stream.socket, events, [this, number = stream.number] { happened(number); });
    } else if (stream.watched) {
        loop_.forget(stream.socket);
    }
    stream.watched = events != 0;
}

void Ports::tell(std::uint32_t number, std::uint8_t operation, BodyWriter body) {
    const Bytes rest = body.take();
    session_.one_way(service_ports, operation,
                     BodyWriter().u32(number).bytes(rest.data(), rest.size()).take());
}

void Ports::tell_close(std::uint32_t number, std::uint8_t how) {
    tell(number, service_ports_close, BodyWriter().u8(how));
}

void Ports::reset(Entry stream) {
    tell_close(stream->first, service_close_reset);
    drop(stream);
}

void Ports::drop(Entry stream) {
    watch(stream->second, 0);
    streams_.erase(stream);
}

} // namespace ampsim::served

// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/vsock.h"

#include <algorithm>
#include <stdexcept>

namespace ampsim::models::virtio {

namespace {

constexpr std::size_t receive_queue = 0;
constexpr std::size_t transmit_queue = 1;

/// Refusals that wait for buffers of the driver. More than that, and what it sends has to wait.
constexpr std::size_t refusals_max = 256;
/// Bytes in a packet.
constexpr std::size_t data_max = 65536;

} // namespace

Vsock::Vsock(const VsockParameters& parameters) : parameters_(parameters) {
    constexpr std::uint64_t last_cid = 0xfffffffe;
    constexpr std::uint32_t least_buffer = 4096;
    if (parameters.guest_cid <= vsock_host || parameters.guest_cid > last_cid) {
        throw std::invalid_argument("vsock: guest_cid has to be from 3 to 4294967294");
    }
    if (parameters.buffer < least_buffer) {
        throw std::invalid_argument("vsock: buffer has to be at least 4096 bytes");
    }
    if (parameters.poll_period == sc_core::SC_ZERO_TIME) {
        throw std::invalid_argument("vsock: the poll period has to be more than 0");
    }
    for (const auto& [port, service] : parameters.services) {
        services_[port] = vsock_service(service);
    }
    if (!parameters.host_path.empty()) {
        gate_.emplace(parameters.host_path);
    }
    for (const char* name : {"received_packets", "received_bytes", "sent_packets", "sent_bytes",
                             "connections", "refused_connections", "broken_connections"}) {
        counters_[name] = 0;
    }
}

std::string Vsock::queue_name(std::size_t queue) const {
    return queue == receive_queue ? "rx" : queue == transmit_queue ? "tx" : "event";
}

Bytes Vsock::configuration() const {
    return bytes_of(little_uint64_t{parameters_.guest_cid});
}

void Vsock::reset() {
    connections_.clear();
    refusals_.clear();
}

void Vsock::serve(Queue& queue) {
    switch (queue.index()) {
    case receive_queue:
        return send(queue);
    case transmit_queue:
        return receive(queue);
    default:
        for (;;) {
            queue.wait(never_); // the hub never moves a guest to another host
        }
    }
}

void Vsock::send(Queue& queue) {
    for (;;) {
        await_packet(queue);
        Buffer buffer = queue.take();
        if (buffer.writable <= sizeof(VsockHeader)) {
            events().needs_reset("a vsock receive buffer of " + std::to_string(buffer.writable) +
                                 " bytes has no room for a header of 44 and data "
                                 "[VirtIO 1.2, 5.10.6]");
            queue.give_back(std::move(buffer));
            continue;
        }
        const std::size_t room = std::min(buffer.writable - sizeof(VsockHeader), data_max);
        auto packet = next_packet(room);
        while (!packet) { // what there was to send is void meanwhile
            await_packet(queue);
            packet = next_packet(room);
        }
        append(buffer.reply, packet->header);
        buffer.reply.insert(buffer.reply.end(), packet->data.begin(), packet->data.end());
        ++counters_["sent_packets"];
        counters_["sent_bytes"] += packet->data.size();
        queue.give_back(std::move(buffer));
    }
}

void Vsock::await_packet(Queue& queue) {
    while (!has_packet()) {
        if (gate_) {
            something_to_send_.notify(parameters_.poll_period);
        }
        queue.wait(something_to_send_);
    }
}

bool Vsock::has_packet() {
    while (gate_ && connections_.size() < parameters_.connections_max) {
        auto caller = gate_->next();
        if (!caller) {
            break;
        }
        call_guest(std::move(*caller));
    }
    return !refusals_.empty() || std::any_of(connections_.begin(), connections_.end(),
                                             [](auto& each) { return each.second.has_next(); });
}

std::optional<VsockPacket> Vsock::next_packet(std::size_t room) {
    if (!refusals_.empty()) {
        VsockPacket packet{refusals_.front(), {}};
        refusals_.pop_front();
        refusal_sent_.notify(sc_core::SC_ZERO_TIME);
        return packet;
    }
    // One after the other, beginning after the one that was served last.
    auto at = connections_.upper_bound(last_served_);
    for (std::size_t n = connections_.size(); n > 0; --n, ++at) {
        if (at == connections_.end()) {
            at = connections_.begin();
        }
        auto& [ports, connection] = *at;
        if (!connection.has_next()) {
            continue;
        }
        VsockPacket packet = connection.next(room);
        packet.header.src_cid = vsock_host;
        packet.header.dst_cid = parameters_.guest_cid;
        packet.header.src_port = ports.host;
        packet.header.dst_port = ports.guest;
        packet.header.type = vsock_stream;
        last_served_ = ports;
        if (connection.is_over()) {
            connections_.erase(at);
        }
        return packet;
    }
    return std::nullopt;
}

void Vsock::receive(Queue& queue) {
    for (;;) {
        while (refusals_.size() >= refusals_max) {
            queue.wait(refusal_sent_);
        }
        Buffer buffer = queue.take();
        const auto header = parse<VsockHeader>(buffer.request);
        if (!header || header->len > buffer.request.size() - sizeof(VsockHeader)) {
            events().needs_reset("a vsock packet of " + std::to_string(buffer.request.size()) +
                                 " bytes does not hold its header of 44 and the data that it "
                                 "announces [VirtIO 1.2, 5.10.6]");
        } else {
            ++counters_["received_packets"];
            counters_["received_bytes"] += header->len;
            const auto data = buffer.request.begin() + sizeof(VsockHeader);
            accept(*header, Bytes(data, data + static_cast<std::ptrdiff_t>(header->len.value())));
            something_to_send_.notify(sc_core::SC_ZERO_TIME);
        }
        queue.give_back(std::move(buffer));
    }
}

void Vsock::accept(const VsockHeader& header, const Bytes& data) {
    const VsockPorts ports{header.src_port, header.dst_port};
    const bool for_us = header.src_cid == parameters_.guest_cid && header.dst_cid == vsock_host &&
                        header.type == vsock_stream;
    const auto connection = for_us ? connections_.find(ports) : connections_.end();
    if (connection != connections_.end()) {
        if (!connection->second.receive(header, data)) {
            ++counters_["broken_connections"];
            refuse(header);
            connections_.erase(connection);
        } else if (connection->second.is_over()) {
            connections_.erase(connection);
        }
    } else if (for_us && header.op == vsock_op::request) {
        open(ports, header);
    } else {
        refuse(header);
    }
}

void Vsock::open(const VsockPorts& ports, const VsockHeader& header) {
    auto answering =
        connections_.size() < parameters_.connections_max ? endpoint(ports.host) : nullptr;
    if (!answering) {
        ++counters_["refused_connections"];
        refuse(header);
        return;
    }
    ++counters_["connections"];
    VsockConnection connection(VsockConnection::Start::by_guest, std::move(answering),
                               parameters_.buffer);
    connection.receive(header, {});
    connections_.emplace(ports, std::move(connection));
}

std::unique_ptr<VsockEndpoint> Vsock::endpoint(std::uint32_t port) {
    const auto service = services_.find(port);
    if (service != services_.end()) {
        return service->second();
    }
    HostFile socket = gate_ ? gate_->call(port) : HostFile{};
    return socket ? std::make_unique<UnixEndpoint>(std::move(socket)) : nullptr;
}

void Vsock::call_guest(VsockGate::Caller caller) {
    VsockPorts ports{caller.port, next_port_};
    while (connections_.count(ports) != 0) {
        ++ports.host;
    }
    next_port_ = ports.host + 1;
    ++counters_["connections"];
    connections_.emplace(ports, VsockConnection(VsockConnection::Start::by_host,
                                                std::make_unique<UnixEndpoint>(
                                                    std::move(caller.socket),
                                                    "OK " + std::to_string(ports.host) + "\n"),
                                                parameters_.buffer));
}

void Vsock::refuse(const VsockHeader& header) {
    if (header.op == vsock_op::rst) {
        return;
    }
    VsockHeader answer{};
    answer.src_cid = header.dst_cid;
    answer.dst_cid = header.src_cid;
    answer.src_port = header.dst_port;
    answer.dst_port = header.src_port;
    answer.type = header.type;
    answer.op = vsock_op::rst;
    refusals_.push_back(answer);
}

std::map<std::string, std::uint64_t> Vsock::counters() const {
    return counters_;
}

std::string Vsock::not_reproducible() const {
    return gate_ ? "vsock connections to programs of the host" : "";
}

} // namespace ampsim::models::virtio

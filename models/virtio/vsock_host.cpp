// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/vsock_host.h"

#include <algorithm>
#include <stdexcept>

namespace ampsim::models::virtio {

namespace {

/// Refusals that wait for buffers of the driver. More than that, and what it sends has to wait.
constexpr std::size_t refusals_max = 256;

} // namespace

VsockHost::VsockHost(const VsockHostParameters& parameters,
                     std::map<std::uint32_t, VsockService> services, SocketObserver opened)
    : parameters_(parameters), services_(std::move(services)) {
    constexpr std::uint64_t last_cid = 0xfffffffe;
    constexpr std::uint32_t least_buffer = 4096;
    if (parameters.guest_cid <= vsock_host || parameters.guest_cid > last_cid) {
        throw std::invalid_argument("vsock: guest_cid has to be from 3 to 4294967294");
    }
    if (parameters.buffer < least_buffer) {
        throw std::invalid_argument("vsock: buffer has to be at least 4096 bytes");
    }
    if (!parameters.host_path.empty()) {
        gate_.emplace(parameters.host_path, std::move(opened));
    }
    for (const char* name : {"received_packets", "received_bytes", "sent_packets", "sent_bytes",
                             "connections", "refused_connections", "broken_connections"}) {
        counters_[name] = 0;
    }
}

Bytes VsockHost::configuration() const {
    return bytes_of(little_uint64_t{parameters_.guest_cid});
}

void VsockHost::reset() {
    connections_.clear();
    refusals_.clear();
}

bool VsockHost::is_full() const {
    return refusals_.size() >= refusals_max;
}

std::string VsockHost::flaw(const Bytes& packet) {
    const auto header = parse<VsockHeader>(packet);
    if (header && header->len <= packet.size() - sizeof(VsockHeader)) {
        return "";
    }
    return "a vsock packet of " + std::to_string(packet.size()) +
           " bytes does not hold its header of 44 and the data that it announces "
           "[VirtIO 1.2, 5.10.6]";
}

void VsockHost::receive(const Bytes& packet) {
    const VsockHeader header = *parse<VsockHeader>(packet);
    ++counters_["received_packets"];
    counters_["received_bytes"] += header.len;
    const auto data = packet.begin() + sizeof(VsockHeader);
    accept(header, Bytes(data, data + static_cast<std::ptrdiff_t>(header.len.value())));
}

VsockPacket VsockHost::sent(VsockPacket packet) {
    ++counters_["sent_packets"];
    counters_["sent_bytes"] += packet.data.size();
    return packet;
}

bool VsockHost::has_packet() {
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

std::optional<VsockPacket> VsockHost::next_packet(std::size_t room) {
    if (!refusals_.empty()) {
        VsockPacket packet{refusals_.front(), {}};
        refusals_.pop_front();
        return sent(std::move(packet));
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
        return sent(std::move(packet));
    }
    return std::nullopt;
}

void VsockHost::accept(const VsockHeader& header, const Bytes& data) {
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

void VsockHost::open(const VsockPorts& ports, const VsockHeader& header) {
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

std::unique_ptr<VsockEndpoint> VsockHost::endpoint(std::uint32_t port) {
    const auto service = services_.find(port);
    if (service != services_.end()) {
        return service->second();
    }
    HostFile socket = gate_ ? gate_->call(port) : HostFile{};
    return socket ? std::make_unique<UnixEndpoint>(std::move(socket)) : nullptr;
}

void VsockHost::call_guest(VsockGate::Caller caller) {
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

void VsockHost::refuse(const VsockHeader& header) {
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

} // namespace ampsim::models::virtio

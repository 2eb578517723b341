// SPDX-License-Identifier: BSD-3-Clause
//
// The host's side of a socket device [VirtIO 1.2, 5.10]: connections of a guest to services, and to
// and from programs over UNIX sockets. It knows neither queues nor time: packets come in with
// receive(), and who serves the queues asks for those that go out.
#pragma once

#include "models/virtio/vsock_connection.h"
#include "models/virtio/vsock_unix.h"

#include <deque>
#include <map>

namespace ampsim::models::virtio {

struct VsockHostParameters {
    std::uint64_t guest_cid = 3; ///< 3 to 0xfffffffe
    /// UNIX socket for programs of the host, see vsock_unix.h; empty: only services.
    std::string host_path;
    /// Bytes that the guest may send on a connection before they are taken, at least 4096.
    std::uint32_t buffer = 262144;
    /// More than that are refused.
    std::size_t connections_max = 1024;
};

class VsockHost {
public:
    /// `services`: by port; the others lead to programs. `opened` is told of every socket that
    /// something may come from. Throws BackEndError, and std::invalid_argument when a parameter is
    /// out of its range.
    explicit VsockHost(const VsockHostParameters& parameters,
                       std::map<std::uint32_t, VsockService> services = {},
                       SocketObserver opened = nullptr);

    Bytes configuration() const;
    /// All connections are gone.
    void reset();

    /// What keeps this from being a packet; empty when it is one.
    static std::string flaw(const Bytes& packet);
    /// A packet of the guest, without a flaw. Not while is_full().
    void receive(const Bytes& packet);
    /// So many refusals are to be sent first that no more can be taken.
    bool is_full() const;

    /// Takes in who calls and what is there to send; whether next_packet() would give something.
    bool has_packet();
    /// The next packet to the guest, with at most `room` bytes of data; nothing when what there was
    /// is void meanwhile.
    std::optional<VsockPacket> next_packet(std::size_t room);

    bool has_programs() const { return gate_.has_value(); }
    /// received_packets (from the guest), received_bytes, sent_packets, sent_bytes, connections,
    /// refused_connections, broken_connections (the guest did not keep to the rules)
    const std::map<std::string, std::uint64_t>& counters() const { return counters_; }

private:
    void accept(const VsockHeader& header, const Bytes& data);
    void open(const VsockPorts& ports, const VsockHeader& header);
    std::unique_ptr<VsockEndpoint> endpoint(std::uint32_t port);
    void call_guest(VsockGate::Caller caller);
    void refuse(const VsockHeader& header);
    VsockPacket sent(VsockPacket packet);

    VsockHostParameters parameters_;
    std::map<std::uint32_t, VsockService> services_;
    std::optional<VsockGate> gate_;
    std::map<VsockPorts, VsockConnection> connections_;
    VsockPorts last_served_;
    std::uint32_t next_port_ = 1U << 30; ///< of the host, for connections to the guest
    std::deque<VsockHeader> refusals_;
    std::map<std::string, std::uint64_t> counters_;
};

} // namespace ampsim::models::virtio

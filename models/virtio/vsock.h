// SPDX-License-Identifier: BSD-3-Clause
//
// The socket device [VirtIO 1.2, 5.10]: stream sockets between the guest and the host, context id
// 2. At ports of the host there are services of the hub; the others lead to programs of the host,
// if that is wanted.
#pragma once

#include "models/virtio/device.h"
#include "models/virtio/vsock_connection.h"
#include "models/virtio/vsock_unix.h"

#include <deque>

namespace ampsim::models::virtio {

struct VsockParameters {
    std::uint64_t guest_cid = 3; ///< 3 to 0xfffffffe
    /// Port of the host to name of the service, see vsock_service().
    std::map<std::uint32_t, std::string> services = {{7, "echo"}, {9, "discard"}, {256, "sha256"}};
    /// UNIX socket for programs of the host, see vsock_unix.h; empty: only services.
    std::string host_path;
    /// Bytes that the guest may send on a connection before they are taken, at least 4096.
    std::uint32_t buffer = 262144;
    /// More than that are refused.
    std::size_t connections_max = 1024;
    /// How often programs of the host are looked at, in virtual time.
    sc_core::sc_time poll_period{1, sc_core::SC_MS};
};

class Vsock final : public Device {
public:
    /// Throws BackEndError, and std::invalid_argument when a parameter is out of its range.
    explicit Vsock(const VsockParameters& parameters = {});

    std::uint32_t type() const override { return 19; }
    std::string name() const override { return "vsock"; }
    std::uint64_t features() const override { return 1; } ///< STREAM
    std::size_t queues() const override { return 3; }
    std::string queue_name(std::size_t queue) const override;
    std::vector<std::uint8_t> configuration() const override;
    void reset() override;
    void serve(Queue& queue) override;
    /// received_packets (from the guest), received_bytes, sent_packets, sent_bytes, connections,
    /// refused_connections, broken_connections (the guest did not keep to the rules)
    std::map<std::string, std::uint64_t> counters() const override;
    std::string not_reproducible() const override;

private:
    void send(Queue& queue);
    void receive(Queue& queue);
    void await_packet(Queue& queue);
    /// Takes in who calls; forgets what is over.
    bool has_packet();
    std::optional<VsockPacket> next_packet(std::size_t room);

    void accept(const VsockHeader& header, const Bytes& data);
    void open(const VsockPorts& ports, const VsockHeader& header);
    std::unique_ptr<VsockEndpoint> endpoint(std::uint32_t port);
    void call_guest(VsockGate::Caller caller);
    void refuse(const VsockHeader& header);

    VsockParameters parameters_;
    std::map<std::uint32_t, VsockService> services_;
    std::optional<VsockGate> gate_;
    std::map<VsockPorts, VsockConnection> connections_;
    VsockPorts last_served_;
    std::uint32_t next_port_ = 1U << 30; ///< of the host, for connections to the guest
    std::deque<VsockHeader> refusals_;
    sc_core::sc_event something_to_send_;
    sc_core::sc_event refusal_sent_;
    sc_core::sc_event never_;
    std::map<std::string, std::uint64_t> counters_;
};

} // namespace ampsim::models::virtio

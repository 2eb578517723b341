// SPDX-License-Identifier: BSD-3-Clause
//
// The socket device [VirtIO 1.2, 5.10]: stream sockets between the guest and the host, context id
// 2. At ports of the host there are services of the hub; the others lead to programs of the host,
// if that is wanted.
#pragma once

#include "models/virtio/device.h"
#include "models/virtio/vsock_host.h"

namespace ampsim::models::virtio {

struct VsockParameters : VsockHostParameters {
    /// Port of the host to name of the service, see vsock_service().
    std::map<std::uint32_t, std::string> services = {{7, "echo"}, {9, "discard"}, {256, "sha256"}};
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
    std::vector<std::uint8_t> configuration() const override { return host_.configuration(); }
    void reset() override { host_.reset(); }
    void serve(Queue& queue) override;
    /// See VsockHost.
    std::map<std::string, std::uint64_t> counters() const override { return host_.counters(); }
    std::string not_reproducible() const override;

private:
    void send(Queue& queue);
    void receive(Queue& queue);
    void await_packet(Queue& queue);

    VsockHost host_;
    sc_core::sc_time poll_period_;
    sc_core::sc_event something_to_send_;
    sc_core::sc_event refusal_sent_;
    sc_core::sc_event never_;
};

} // namespace ampsim::models::virtio

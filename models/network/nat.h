// SPDX-License-Identifier: BSD-3-Clause
//
// User-mode network: guests reach the host's network through sockets of this process, behind a
// gateway with DHCP and name server (libslirp). IPv4 only. Needs no privileges.
#pragma once

#include "models/network/ethernet.h"
#include "models/network/host_network.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <systemc>
#include <vector>

struct Slirp; // libslirp's

namespace ampsim::models::network {

/// A port of the host (127.0.0.1) that leads to one of a guest.
struct PortForward {
    bool udp = false; ///< else TCP
    std::uint16_t host_port = 0;
    std::array<std::uint8_t, 4> guest_address{10, 0, 2, 15};
    std::uint16_t guest_port = 0;
};

/// Defaults: docs/models/network.md.
struct NatParameters : HostNetworkParameters {
    Ipv4Interface gateway{{10, 0, 2, 2}, 24};             ///< and the network behind it
    std::array<std::uint8_t, 4> name_server{10, 0, 2, 3}; ///< leads to the host's
    std::array<std::uint8_t, 4> dhcp_start{10, 0, 2, 15}; ///< the first address that is given out
    bool restricted = false; ///< guests reach the gateway and forwarded ports alone
    std::vector<PortForward> forwards;
};

class Nat : public HostNetwork {
public:
    /// Throws std::invalid_argument for a parameter that makes no sense, and std::runtime_error
    /// when a port of the host cannot be had.
    explicit Nat(sc_core::sc_module_name name, const NatParameters& parameters = {});
    ~Nat() override;

    std::string not_reproducible() const override { return "user-mode network"; }

private:
    struct Callbacks; // libslirp's, to this

    bool to_host(const Frame& frame) override;
    void poll_host() override;
    void forward(const PortForward& forward);

    struct Free {
        void operator()(Slirp* slirp) const;
    };
    std::unique_ptr<Slirp, Free> slirp_;
};

} // namespace ampsim::models::network

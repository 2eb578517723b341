// SPDX-License-Identifier: BSD-3-Clause
//
// A TAP interface of the host (Linux): what the hub sends is received there, what the host sends
// through it reaches the hub. Making one needs CAP_NET_ADMIN; one that root has made for a user
// (ip tuntap add dev NAME mode tap user USER) needs nothing.
#pragma once

#include "models/network/host_network.h"

#include <string>
#include <systemc>

namespace ampsim::models::network {

struct TapParameters : HostNetworkParameters {
    std::string interface = "ampsim0"; ///< of the host, at most 15 characters
};

class Tap : public HostNetwork {
public:
    /// Throws std::runtime_error, with what to do, when the interface cannot be had.
    explicit Tap(sc_core::sc_module_name name, const TapParameters& parameters = {});
    ~Tap() override;

    std::string not_reproducible() const override { return "TAP interface " + interface_; }
    const std::string& interface() const { return interface_; }

private:
    bool to_host(const Frame& frame) override;
    void poll_host() override;

    std::string interface_;
    int descriptor_ = -1;
    Frame buffer_; ///< for one
};

} // namespace ampsim::models::network

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/host_networks.h"

#include "models/network/nat.h"
#include "models/network/tap.h"
#include "sim/hub/network_devices.h"

#include <fmt/format.h>

#include <cstdio>
#include <stdexcept>

namespace ampsim::hub {

namespace {

namespace network = models::network;

void read_pace(DeviceParameters& parameters, network::HostNetworkParameters& settings) {
    settings.poll_period = parameters.latency("poll-period", settings.poll_period);
    settings.keep_pace = parameters.flag("keep-pace", settings.keep_pace);
    parameters.text("network", "");
}

/// "tcp:2222:22": a port of the host, and the guest's to which it leads.
void read_forward(DeviceParameters& parameters, network::NatParameters& settings) {
    const std::string text = parameters.text("forward", "");
    if (text.empty()) {
        return;
    }
    network::PortForward forward;
    char protocol[4] = {};
    unsigned host_port = 0;
    unsigned guest_port = 0;
    char rest = 0;
    const int read = std::sscanf(text.c_str(), "%3[a-z]:%5u:%5u%c", protocol, &host_port,
                                 &guest_port, &rest); // NOLINT(cert-err34-c): checked
    const std::string kind = protocol;
    if (read != 3 || (kind != "tcp" && kind != "udp") || host_port > 65535 || guest_port > 65535) {
        parameters.fail("forward", fmt::format("'{}'; expected PROTOCOL:HOST-PORT:GUEST-PORT, such "
                                               "as tcp:2222:22",
                                               text));
    }
    forward.udp = kind == "udp";
    forward.host_port = static_cast<std::uint16_t>(host_port);
    forward.guest_port = static_cast<std::uint16_t>(guest_port);
    forward.guest_address = ipv4_address(parameters, "forward-address", settings.dhcp_start);
    settings.forwards.push_back(forward);
}

template <typename Network, typename Parameters>
Device make(DeviceParameters& parameters, const Parameters& settings) {
    Device made;
    try {
        auto host = std::make_shared<Network>(parameters.device().label.c_str(), settings);
        made.network_port = [of = host.get()] {
            return NetworkPort{&of->port, &of->sink()};
        };
        made.counters = [of = host.get()] {
            return of->all_counters();
        };
        made.not_reproducible = [of = host.get()] {
            return of->not_reproducible();
        };
        made.model = std::move(host);
    } catch (const std::logic_error& problem) {
        parameters.fail("network", problem.what());
    } catch (const std::runtime_error& problem) {
        parameters.fail("network", problem.what());
    }
    return made;
}

} // namespace

Device make_user_mode_network(DeviceParameters& parameters) {
    network::NatParameters settings;
    read_pace(parameters, settings);
    settings.gateway.address = ipv4_address(parameters, "address", settings.gateway.address);
    settings.gateway.prefix =
        static_cast<unsigned>(parameters.number("prefix", settings.gateway.prefix, 1, 30));
    settings.name_server = ipv4_address(parameters, "name-server", settings.name_server);
    settings.dhcp_start = ipv4_address(parameters, "dhcp-start", settings.dhcp_start);
    settings.restricted = parameters.flag("restricted", settings.restricted);
    read_forward(parameters, settings);
    return make<network::Nat>(parameters, settings);
}

Device make_tap_interface(DeviceParameters& parameters) {
    network::TapParameters settings;
    read_pace(parameters, settings);
    settings.interface = parameters.text("interface", settings.interface);
    return make<network::Tap>(parameters, settings);
}

} // namespace ampsim::hub

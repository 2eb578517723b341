// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/network_devices.h"

#include "models/network/ethernet_switch.h"
#include "models/network/tcp_ip_peer.h"
#include "sim/error.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace ampsim::hub {

namespace {

namespace network = models::network;

struct SwitchInstance {
    SwitchInstance(const std::string& label, const network::SwitchParameters& parameters)
        : ethernet(label.c_str(), parameters) {}
    network::EthernetSwitch ethernet;
    std::size_t used = 0; ///< ports
};

void read_service(DeviceParameters& parameters, const std::string& name,
                  network::ServiceParameters& service) {
    service.port =
        static_cast<std::uint16_t>(parameters.number(name + "-port", service.port, 0, 65535));
    service.think_time = parameters.latency(name + "-think-time", service.think_time);
}

} // namespace

std::array<std::uint8_t, 4> ipv4_address(DeviceParameters& parameters, const std::string& name,
                                         const std::array<std::uint8_t, 4>& default_value) {
    const std::string text = parameters.text(name, "");
    std::array<std::uint8_t, 4> address{};
    if (text.empty()) {
        return default_value;
    }
    if (inet_pton(AF_INET, text.c_str(), address.data()) != 1) {
        parameters.fail(name,
                        fmt::format("'{}'; expected an IPv4 address, such as 192.168.7.1", text));
    }
    return address;
}

network::MacAddress mac_address(DeviceParameters& parameters, const std::string& name,
                                const network::MacAddress& default_value) {
    const std::string text = parameters.text(name, "");
    if (text.empty()) {
        return default_value;
    }
    std::array<unsigned, 6> bytes{};
    char rest = 0;
    const int read =
        std::sscanf(text.c_str(), "%2x:%2x:%2x:%2x:%2x:%2x%c", &bytes[0], &bytes[1], &bytes[2],
                    &bytes[3], &bytes[4], &bytes[5], &rest); // NOLINT(cert-err34-c): checked
    if (read != 6 || (bytes[0] & 1U) != 0) {
        parameters.fail(name, fmt::format("'{}'; expected the address of one network card, such as "
                                          "02:00:00:00:01:01",
                                          text));
    }
    network::MacAddress mac{};
    std::transform(bytes.begin(), bytes.end(), mac.begin(),
                   [](unsigned byte) { return static_cast<std::uint8_t>(byte); });
    return mac;
}

Device make_ethernet_switch(DeviceParameters& parameters) {
    network::SwitchParameters settings;
    settings.ports = parameters.number("ports", 8, 2, 256);
    settings.latency = parameters.latency("latency", settings.latency);
    settings.bits_per_second =
        parameters.number("megabits-per-second", 1000, 1, 1'000'000) * 1'000'000;
    settings.queue_frames = parameters.number("queue-frames", settings.queue_frames, 1, 65536);
    auto instance = std::make_shared<SwitchInstance>(parameters.device().label, settings);
    Device made;
    made.network_port = [of = instance.get(), ports = settings.ports,
                         origin = parameters.device().origin] {
        if (of->used == ports) {
            throw InputError(
                fmt::format("{}: all {} ports are in use; see 'ampsim,ports'", origin, ports));
        }
        const std::size_t port = of->used++;
        return NetworkPort{&of->ethernet.port(port), &of->ethernet.sink(port)};
    };
    made.counters = [of = instance.get()] {
        const network::SwitchCounters& counted = of->ethernet.counters();
        return Counters{{"received_frames", counted.received_frames},
                        {"forwarded_frames", counted.forwarded_frames},
                        {"flooded_frames", counted.flooded_frames},
                        {"filtered_frames", counted.filtered_frames},
                        {"malformed_frames", counted.malformed_frames},
                        {"dropped_frames", counted.dropped_queue_full},
                        {"queue_high_water", counted.queue_high_water}};
    };
    made.model = std::move(instance);
    return made;
}

Device make_tcp_ip_peer(DeviceParameters& parameters) {
    network::PeerParameters settings;
    parameters.text("network", "");
    settings.mac = mac_address(parameters, "mac", settings.mac);
    settings.address.address = ipv4_address(parameters, "address", settings.address.address);
    settings.address.prefix = static_cast<decltype(settings.address.prefix)>(
        parameters.number("prefix", settings.address.prefix, 1, 30));
    settings.gateway = ipv4_address(parameters, "gateway", settings.gateway);
    settings.mtu = static_cast<std::uint16_t>(parameters.number("mtu", settings.mtu, 576, 65535));
    read_service(parameters, "echo", settings.echo);
    read_service(parameters, "discard", settings.discard);
    read_service(parameters, "request-response", settings.request_response);
    settings.request_response.request_bytes =
        static_cast<std::uint32_t>(parameters.number("request-bytes", 1, 1));
    settings.request_response.response_bytes =
        static_cast<std::uint32_t>(parameters.number("response-bytes", 1, 1));
    read_service(parameters, "sink", settings.sink);
    read_service(parameters, "source", settings.source);
    read_service(parameters, "sockperf", settings.sockperf);
    Device made;
    try {
        auto peer =
            std::make_shared<network::TcpIpPeer>(parameters.device().label.c_str(), settings);
        made.network_port = [of = peer.get()] {
            return NetworkPort{&of->port, &of->sink()};
        };
        made.counters = [of = peer.get()] {
            return of->all_counters();
        };
        made.model = std::move(peer);
    } catch (const std::invalid_argument& problem) {
        parameters.fail("address", problem.what());
    }
    return made;
}

} // namespace ampsim::hub

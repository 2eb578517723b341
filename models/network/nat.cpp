// SPDX-License-Identifier: BSD-3-Clause
#include "models/network/nat.h"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <slirp/libslirp.h>
#include <stdexcept>

namespace ampsim::models::network {

namespace {

in_addr address(const std::array<std::uint8_t, 4>& bytes) {
    in_addr result{};
    std::memcpy(&result, bytes.data(), bytes.size());
    return result;
}

in_addr mask(unsigned prefix) {
    return {htonl(prefix == 0 ? 0 : UINT32_MAX << (32 - prefix))};
}

bool same_network(in_addr a, in_addr b, in_addr netmask) {
    return ((a.s_addr ^ b.s_addr) & netmask.s_addr) == 0;
}

short events_of(int slirp) {
    return static_cast<short>(((slirp & SLIRP_POLL_IN) != 0 ? POLLIN : 0) |
                              ((slirp & SLIRP_POLL_OUT) != 0 ? POLLOUT : 0) |
                              ((slirp & SLIRP_POLL_PRI) != 0 ? POLLPRI : 0) |
                              ((slirp & SLIRP_POLL_ERR) != 0 ? POLLERR : 0) |
                              ((slirp & SLIRP_POLL_HUP) != 0 ? POLLHUP : 0));
}

int slirp_events_of(int events) {
    return ((events & POLLIN) != 0 ? SLIRP_POLL_IN : 0) |
           ((events & POLLOUT) != 0 ? SLIRP_POLL_OUT : 0) |
           ((events & POLLPRI) != 0 ? SLIRP_POLL_PRI : 0) |
           ((events & POLLERR) != 0 ? SLIRP_POLL_ERR : 0) |
           ((events & POLLHUP) != 0 ? SLIRP_POLL_HUP : 0);
}

using Polled = std::vector<pollfd>;

} // namespace

struct Nat::Callbacks {
    static ssize_t send_packet(const void* data, size_t size, void* nat) {
        const auto* const bytes = static_cast<const std::uint8_t*>(data);
        static_cast<Nat*>(nat)->from_host(Frame(bytes, bytes + size));
        return static_cast<ssize_t>(size);
    }
    /// For libslirp's timeouts, which are the guest's.
    static int64_t clock_ns(void*) {
        return static_cast<int64_t>(sc_core::sc_time_stamp().value() /
                                    sc_core::sc_time(1, sc_core::SC_NS).value());
    }
    static void ignore_error(const char*, void*) {}
    // Its one timer is for IPv6's router advertisements, and IPv6 is off.
    static void* no_timer(SlirpTimerCb, void*, void*) { return nullptr; }
    static void free_no_timer(void*, void*) {}
    static void set_no_timer(void*, int64_t, void*) {}
    static void ignore_descriptor(int, void*) {} // they are asked for at each poll
    static void ignore_notification(void*) {}    // the next poll is soon

    static const SlirpCb& table() {
        static const SlirpCb callbacks = [] {
            SlirpCb result{};
            result.send_packet = send_packet;
            result.guest_error = ignore_error;
            result.clock_get_ns = clock_ns;
            result.timer_new = no_timer;
            result.timer_free = free_no_timer;
            result.timer_mod = set_no_timer;
            result.register_poll_fd = ignore_descriptor;
            result.unregister_poll_fd = ignore_descriptor;
            result.notify = ignore_notification;
            return result;
        }();
        return callbacks;
    }
};

void Nat::Free::operator()(Slirp* slirp) const {
    slirp_cleanup(slirp);
}

Nat::Nat(sc_core::sc_module_name name, const NatParameters& parameters)
    : HostNetwork(name, parameters) {
    constexpr unsigned prefix_max = 29; // gateway, name server and a guest
    SlirpConfig config{};
    config.version = 4;
    config.restricted = parameters.restricted ? 1 : 0;
    config.in_enabled = true;
    config.vnetmask = mask(parameters.gateway.prefix);
    config.vhost = address(parameters.gateway.address);
    config.vnetwork.s_addr = config.vhost.s_addr & config.vnetmask.s_addr;
    config.vnameserver = address(parameters.name_server);
    config.vdhcp_start = address(parameters.dhcp_start);
    config.vhostname = "ampsim";
    if (parameters.gateway.prefix == 0 || parameters.gateway.prefix > prefix_max ||
        !same_network(config.vhost, config.vnameserver, config.vnetmask) ||
        !same_network(config.vhost, config.vdhcp_start, config.vnetmask) ||
        config.vhost.s_addr == config.vnameserver.s_addr) {
        throw std::invalid_argument(std::string(this->name()) +
                                    ": gateway, name server and the first address for guests are "
                                    "different addresses of one network, of prefix length 1 to 29");
    }
    slirp_.reset(slirp_new(&config, &Callbacks::table(), this));
    if (!slirp_) {
        throw std::runtime_error(std::string(this->name()) + ": libslirp does not start");
    }
    for (const PortForward& each : parameters.forwards) {
        forward(each);
    }
}

Nat::~Nat() = default;

void Nat::forward(const PortForward& forward) {
    if (forward.host_port == 0 || forward.guest_port == 0) {
        throw std::invalid_argument(std::string(name()) + ": a forwarded port is 1 to 65535");
    }
    errno = 0;
    if (slirp_add_hostfwd(slirp_.get(), forward.udp ? 1 : 0, in_addr{htonl(INADDR_LOOPBACK)},
                          forward.host_port, address(forward.guest_address),
                          forward.guest_port) != 0) {
        throw std::runtime_error(
            std::string(name()) + ": cannot have " + (forward.udp ? "UDP" : "TCP") + " port " +
            std::to_string(forward.host_port) + " of the host: " + std::strerror(errno));
    }
}

bool Nat::to_host(const Frame& frame) {
    slirp_input(slirp_.get(), frame.data(), static_cast<int>(frame.size()));
    return true;
}

void Nat::poll_host() {
    Polled descriptors;
    std::uint32_t timeout_ms = 0;
    slirp_pollfds_fill(
        slirp_.get(), &timeout_ms,
        [](int descriptor, int events, void* all) {
            auto& polled = *static_cast<Polled*>(all);
            polled.push_back({descriptor, events_of(events), 0});
            return static_cast<int>(polled.size()) - 1;
        },
        &descriptors);
    const bool failed = ::poll(descriptors.data(), descriptors.size(), 0) < 0;
    slirp_pollfds_poll(
        slirp_.get(), failed ? 1 : 0,
        [](int index, void* all) {
            return slirp_events_of(
                static_cast<Polled*>(all)->at(static_cast<std::size_t>(index)).revents);
        },
        &descriptors);
}

} // namespace ampsim::models::network

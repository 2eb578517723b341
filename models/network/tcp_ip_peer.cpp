// SPDX-License-Identifier: BSD-3-Clause
#include "models/network/tcp_ip_peer.h"

#include "models/network/conversations.h"

#include <lwip/etharp.h>
#include <lwip/ip.h>
#include <lwip/netif.h>
#include <lwip/pbuf.h>
#include <lwip/prot/ip4.h>
#include <lwip/tcp.h>
#include <lwip/udp.h>
#include <netif/ethernet.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace ampsim::models::network {

namespace {

constexpr std::uint16_t mtu_min = 576;     // [RFC 1122, 3.3.3]
constexpr std::size_t datagrams_max = 256; // that wait for their answers, of each service
constexpr std::uint8_t listen_backlog = 255;

ip4_addr_t lwip_address(const std::array<std::uint8_t, 4>& address) {
    ip4_addr_t result{};
    IP4_ADDR(&result, address[0], address[1], address[2], address[3]);
    return result;
}

ip4_addr_t mask(unsigned prefix) {
    ip4_addr_t result{};
    result.addr = lwip_htonl(prefix == 0 ? 0 : UINT32_MAX << (32 - prefix));
    return result;
}

bool is_fragment(const Frame& frame) {
    constexpr std::size_t offset_at = ethernet::header_size + 6;
    if (ethernet::type(frame) != ethernet::type_ipv4 || frame.size() < offset_at + 2) {
        return false;
    }
    const unsigned field = frame[offset_at] << 8U | frame[offset_at + 1];
    return (field & (IP_MF | IP_OFFMASK)) != 0;
}

/// An address and port are another one on each interface, whatever tcp_bind and udp_bind think.
template <typename Pcb>
void allow_elsewhere(Pcb* pcb, bool allow) {
    if (allow) {
        ip_set_option(pcb, SOF_REUSEADDR);
    } else {
        ip_reset_option(pcb, SOF_REUSEADDR);
    }
}

/// What comes of a datagram: its first answer, if there is one.
Step whole_conversation(const Service& service, const Bytes& datagram) {
    const std::unique_ptr<Conversation> conversation = service.conversation();
    Step step;
    std::size_t heard = 0;
    do {
        step = conversation->hear(datagram.data() + heard, datagram.size() - heard);
        heard += step.consumed;
    } while (!step.is_answer && step.next == Step::Next::listen && step.consumed > 0 &&
             heard < datagram.size());
    return step;
}

void require(bool holds, const std::string& what) {
    if (!holds) {
        throw std::invalid_argument(what);
    }
}

} // namespace

TcpIpPeer::TcpIpPeer(sc_core::sc_module_name name, const PeerParameters& parameters)
    : sc_module(name), mac_(parameters.mac), interface_(std::make_unique<netif>()) {
    const std::string who = std::string(this->name()) + ": ";
    require(!is_group(parameters.mac), who + "the MAC address of a host is no group address");
    require(parameters.address.prefix <= 32, who + "a prefix length is 0 to 32");
    require(parameters.mtu >= mtu_min, who + "an MTU is 576 to 65535 bytes");
    require(parameters.request_response.request_bytes >= 1 &&
                parameters.request_response.response_bytes >= 1,
            who + "a request and a response have at least 1 byte");
    add_interface(parameters);
    add_services(parameters);
}

TcpIpPeer::~TcpIpPeer() {
    port.disconnect(); // aborting connections sends, and the other end may be gone already
    for (Server& server : servers_) {
        server.connections.clear();
        if (server.listener != nullptr) {
            tcp_close(server.listener);
        }
        if (server.socket != nullptr) {
            udp_remove(server.socket);
        }
    }
    netif_remove(interface_.get());
}

void TcpIpPeer::add_interface(const PeerParameters& parameters) {
    const ip4_addr_t address = lwip_address(parameters.address.address);
    const ip4_addr_t netmask = mask(parameters.address.prefix);
    const ip4_addr_t gateway = lwip_address(parameters.gateway);
    netif* const interface = interface_.get();
    netif_add(
        interface, &address, &netmask, &gateway, this, [](netif*) -> err_t { return ERR_OK; },
        ethernet_input);
    interface->name[0] = 'h';
    interface->name[1] = 'b';
    interface->mtu = parameters.mtu;
    interface->hwaddr_len = ETH_HWADDR_LEN;
    std::copy(mac_.begin(), mac_.end(), interface->hwaddr);
    interface->output = etharp_output;
    interface->linkoutput = on_output;
    netif_set_up(interface);
    netif_set_link_up(interface);
    // Only now: with these, an interface that comes up tells the world so, unasked.
    interface->flags |= NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET;
}

void TcpIpPeer::add_services(const PeerParameters& p) {
    const auto add = [&](const char* name, const ServiceParameters& service,
                         ConversationFactory conversation, bool udp) {
        serve({name, service.port, service.think_time, std::move(conversation), true, udp,
               p.connections_max});
    };
    add("echo", p.echo, echo(), true);
    add("discard", p.discard, discard(), true);
    add("request_response", p.request_response,
        request_response(p.request_response.request_bytes, p.request_response.response_bytes),
        true);
    add("sink", p.sink, network::sink(), false);
    add("source", p.source, source(p.source.seed), false);
    add("sockperf", p.sockperf, sockperf(), true);
}

void TcpIpPeer::serve(Service service) {
    if (service.port != 0) {
        for (const Server& other : servers_) {
            require(other.service.port != service.port,
                    std::string(name()) + ": services " + other.service.name + " and " +
                        service.name + " have the same port " + std::to_string(service.port));
        }
    }
    Server& server =
        servers_.emplace_back(Server{*this, std::move(service), {}, nullptr, nullptr, {}, {}, 0});
    if (server.service.port == 0) {
        return;
    }
    if (server.service.tcp) {
        listen(server);
    }
    if (server.service.udp) {
        open_socket(server);
    }
}

void TcpIpPeer::listen(Server& server) {
    tcp_pcb* const pcb = tcp_new();
    allow_elsewhere(pcb, true);
    tcp_bind(pcb, netif_ip_addr4(interface_.get()), server.service.port);
    tcp_bind_netif(pcb, interface_.get());
    allow_elsewhere(pcb, false); // tcp_listen would look again
    server.listener = tcp_listen_with_backlog(pcb, listen_backlog);
    if (server.listener == nullptr) {
        throw std::logic_error(std::string(name()) + ": lwIP does not listen");
    }
    allow_elsewhere(server.listener, true);
    tcp_arg(server.listener, &server);
    tcp_accept(server.listener, on_accept);
}

signed char TcpIpPeer::on_accept(void* argument, tcp_pcb* pcb, signed char error) {
    if (error != ERR_OK || pcb == nullptr) {
        return ERR_VAL;
    }
    Server& server = *static_cast<Server*>(argument);
    if (server.connections.size() >= server.service.connections_max) {
        ++server.counters.refused_connections;
        tcp_abort(pcb);
        return ERR_ABRT;
    }
    ++server.counters.connections;
    const auto place = server.connections.emplace(server.connections.end());
    *place =
        std::make_shared<TcpConnection>(pcb, server.service, server.counters, server.peer.agenda_,
                                        [&server, place] { server.connections.erase(place); });
    return ERR_OK;
}

void TcpIpPeer::open_socket(Server& server) {
    server.socket = udp_new();
    allow_elsewhere(server.socket, true);
    udp_bind(server.socket, netif_ip_addr4(interface_.get()), server.service.port);
    udp_bind_netif(server.socket, interface_.get());
    udp_recv(
        server.socket,
        [](void* argument, udp_pcb*, pbuf* packet, const ip_addr_t* address, u16_t from_port) {
            Bytes datagram(packet->tot_len);
            pbuf_copy_partial(packet, datagram.data(), packet->tot_len, 0);
            pbuf_free(packet);
            Server& of = *static_cast<Server*>(argument);
            of.peer.answer(of, datagram, {ip4_addr_get_u32(ip_2_ip4(address)), from_port});
        },
        &server);
}

/// Datagrams of a service are answered one after the other.
void TcpIpPeer::answer(Server& server, const Bytes& datagram, Client client) {
    server.counters.bytes_received += datagram.size();
    const Step step = whole_conversation(server.service, datagram);
    if (step.next == Step::Next::refuse) {
        ++server.counters.senseless;
        return;
    }
    if (!step.is_answer) {
        return;
    }
    if (server.datagrams_waiting >= datagrams_max) {
        ++server.counters.dropped_datagrams;
        return;
    }
    if (server.service.think_time == sc_core::SC_ZERO_TIME) {
        send_datagram(server, step.reply, client);
        return;
    }
    server.datagrams_done =
        std::max(sc_core::sc_time_stamp(), server.datagrams_done) + server.service.think_time;
    ++server.datagrams_waiting;
    agenda_.at(server.datagrams_done, [&server, reply = step.reply, client] {
        --server.datagrams_waiting;
        send_datagram(server, reply, client);
    });
}

void TcpIpPeer::send_datagram(Server& server, const Bytes& reply, Client client) {
    ++server.counters.requests;
    server.counters.bytes_sent += reply.size();
    pbuf* const packet = pbuf_alloc(PBUF_TRANSPORT, static_cast<u16_t>(reply.size()), PBUF_RAM);
    pbuf_take(packet, reply.data(), static_cast<u16_t>(reply.size()));
    ip_addr_t to{};
    ip4_addr_set_u32(ip_2_ip4(&to), client.address);
    udp_sendto_if(server.socket, packet, &to, client.port, server.peer.interface_.get());
    pbuf_free(packet);
}

void TcpIpPeer::receive(Frame frame) {
    if (frame.size() < ethernet::header_size || frame.size() > ethernet::frame_size_max ||
        (!is_group(ethernet::destination(frame)) && ethernet::destination(frame) != mac_)) {
        ++counters_.ignored_frames;
        return;
    }
    ++counters_.received_frames;
    // Later in this instant: the frame may come out of lwIP itself, which must not be entered
    // twice.
    agenda_.after(sc_core::SC_ZERO_TIME, [this, frame = std::move(frame)] { input(frame); });
}

void TcpIpPeer::input(const Frame& frame) {
    if (is_fragment(frame)) {
        stack_->fragment_received();
    }
    // Padded as on a wire: lwIP takes it for granted that a whole ARP packet fits into a frame.
    const auto size =
        static_cast<u16_t>(std::clamp<std::size_t>(frame.size(), ethernet::shortest, UINT16_MAX));
    pbuf* const packet = pbuf_alloc(PBUF_RAW, size, PBUF_RAM);
    std::memset(packet->payload, 0, size);
    pbuf_take(packet, frame.data(), static_cast<u16_t>(std::min<std::size_t>(frame.size(), size)));
    if (interface_->input(packet, interface_.get()) != ERR_OK) {
        pbuf_free(packet);
    }
}

signed char TcpIpPeer::on_output(netif* interface, pbuf* packet) {
    TcpIpPeer& self = *static_cast<TcpIpPeer*>(interface->state);
    Frame frame(packet->tot_len);
    pbuf_copy_partial(packet, frame.data(), packet->tot_len, 0);
    if (ethernet::type(frame) == ethernet::type_arp) {
        self.stack_->arp_request_sent(); // or an answer, for which a few ticks do not matter
    }
    ++self.counters_.sent_frames;
    self.port.send(std::move(frame));
    return ERR_OK;
}

const ServiceCounters& TcpIpPeer::counters(const std::string& service) const {
    const auto found = std::find_if(servers_.begin(), servers_.end(), [&](const Server& server) {
        return server.service.name == service;
    });
    if (found == servers_.end()) {
        throw std::invalid_argument(std::string(name()) + ": no service '" + service + "'");
    }
    return found->counters;
}

std::map<std::string, std::uint64_t> TcpIpPeer::all_counters() const {
    std::map<std::string, std::uint64_t> all{{"received_frames", counters_.received_frames},
                                             {"sent_frames", counters_.sent_frames},
                                             {"ignored_frames", counters_.ignored_frames}};
    for (const Server& server : servers_) {
        if (server.service.port == 0) {
            continue;
        }
        const std::string prefix = server.service.name + ".";
        const ServiceCounters& c = server.counters;
        all[prefix + "connections"] = c.connections;
        all[prefix + "refused_connections"] = c.refused_connections;
        all[prefix + "requests"] = c.requests;
        all[prefix + "bytes_received"] = c.bytes_received;
        all[prefix + "bytes_sent"] = c.bytes_sent;
        all[prefix + "senseless"] = c.senseless;
        all[prefix + "dropped_datagrams"] = c.dropped_datagrams;
    }
    return all;
}

} // namespace ampsim::models::network

// SPDX-License-Identifier: BSD-3-Clause
//
// A host in the hub that answers: ARP, ping, and services over TCP and UDP (lwIP on virtual time).
// Deterministic: the same frames at the same times get the same answers at the same times. It says
// nothing unless it is spoken to, and has no events while nobody does.
#pragma once

#include "models/network/agenda.h"
#include "models/network/ethernet.h"
#include "models/network/lwip_stack.h"
#include "models/network/network.h"
#include "models/network/service.h"
#include "models/network/tcp_connection.h"

#include <array>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <systemc>
#include <vector>

struct netif; // lwIP's
struct tcp_pcb;
struct udp_pcb;
struct pbuf;

namespace ampsim::models::network {

/// Port 0: the service is not there.
struct ServiceParameters {
    std::uint16_t port;
    /// From the end of a request to its answer, as a program on another machine takes for it.
    sc_core::sc_time think_time = sc_core::SC_ZERO_TIME;
};

struct RequestResponseParameters : ServiceParameters {
    std::uint32_t request_bytes = 1;  ///< 1 to 2^32 - 1
    std::uint32_t response_bytes = 1; ///< 1 to 2^32 - 1; over UDP at most 65507 are sent
};

struct SourceParameters : ServiceParameters {
    std::uint64_t seed = 1; ///< of the pattern that is sent
};

/// Defaults: docs/models/network.md. What each service says: conversations.h.
struct PeerParameters {
    MacAddress mac{0x02, 0x00, 0x00, 0x00, 0x02, 0x01};
    Ipv4Interface address{{192, 168, 7, 1}, 24};
    std::array<std::uint8_t, 4> gateway{}; ///< 0.0.0.0: none, only its own network is within reach
    std::uint16_t mtu = 1500;              ///< 576 to 65535; segments have 1460 bytes at most
    std::size_t connections_max = 256;     ///< of each service, at the same time
    ServiceParameters echo{7};
    ServiceParameters discard{9};
    RequestResponseParameters request_response{{5000}};
    ServiceParameters sink{5001};    ///< TCP alone
    SourceParameters source{{5002}}; ///< TCP alone
    ServiceParameters sockperf{11111};
};

struct PeerCounters {
    std::uint64_t received_frames = 0; ///< for this peer
    std::uint64_t sent_frames = 0;
    std::uint64_t ignored_frames = 0; ///< for others, or malformed
};

class TcpIpPeer : public sc_core::sc_module, public FrameSink {
public:
    /// Throws std::invalid_argument for a parameter outside of its range.
    explicit TcpIpPeer(sc_core::sc_module_name name, const PeerParameters& parameters = {});
    ~TcpIpPeer() override;

    Port port; ///< what it sends
    FrameSink& sink() { return *this; }

    /// lwIP's interface, for what wants to be another program of this host.
    netif& interface() { return *interface_; }

    const PeerCounters& counters() const { return counters_; }
    /// Of "echo", "discard", "request_response", "sink", "source", "sockperf".
    const ServiceCounters& counters(const std::string& service) const;
    /// Those of the peer and of its services: "sockperf.requests".
    std::map<std::string, std::uint64_t> all_counters() const;

private:
    /// A service at work.
    struct Server {
        TcpIpPeer& peer;
        Service service;
        ServiceCounters counters;
        tcp_pcb* listener = nullptr;
        udp_pcb* socket = nullptr;
        std::list<std::shared_ptr<TcpConnection>> connections;
        sc_core::sc_time datagrams_done; ///< the answer to the last one
        std::size_t datagrams_waiting = 0;
    };

    /// Who sent a datagram.
    struct Client {
        std::uint32_t address; ///< IPv4, in network byte order
        std::uint16_t port;
    };

    void receive(Frame frame) override;
    void input(const Frame& frame);
    void add_interface(const PeerParameters& parameters);
    void add_services(const PeerParameters& parameters);
    void serve(Service service);
    void listen(Server& server);
    void open_socket(Server& server);
    void answer(Server& server, const Bytes& datagram, Client client);
    static void send_datagram(Server& server, const Bytes& reply, Client client);

    // Called by lwIP; of type err_t.
    static signed char on_output(netif* interface, pbuf* packet);
    static signed char on_accept(void* server, tcp_pcb* pcb, signed char error);

    MacAddress mac_;
    std::shared_ptr<LwipStack> stack_ = LwipStack::shared();
    Agenda agenda_{"agenda"};
    std::unique_ptr<netif> interface_;
    std::list<Server> servers_;
    PeerCounters counters_;
};

} // namespace ampsim::models::network

// SPDX-License-Identifier: BSD-3-Clause
//
// A plain Remote-Port peer (AMD's QEMU, a libsystemctlm-soc program) as a SystemC module and as a
// processor of the conductor. To the platform it is bus masters, bus slaves and wires; to the
// conductor it is a node that stops wherever it pleases.
//
// A plain peer cannot be told when to stop, only kept from going on: it stops by itself at each
// access and, once per its quantum, at a SYNC, and goes on when that is answered. Nothing is
// answered before the hardware has executed up to that instant. So what the peer does is exact, and
// what is done to it (a wire, DMA) takes effect at its next stop: late by its quantum at most.
//
// While the platform waits for the peer (DMA, an acknowledged wire), the peer may make accesses of
// its own; they are served at once.
#pragma once

#include "sim/remote_port/peer_clock.h"
#include "sim/remote_port/requests.h"
#include "sim/remote_port/session.h"
#include "sim/time/conductor.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <systemc>
#include <tlm>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>
#include <vector>

namespace ampsim::remote_port {

struct PeerParameters {
    struct Master {
        std::uint32_t channel = 0;
        std::uint64_t base = 0; ///< added to the peer's addresses
    };
    struct Wire {
        std::uint32_t channel = 0;
        std::uint32_t line = 0;
    };
    std::vector<Master> masters;       ///< channels on which the peer reads and writes
    std::vector<std::uint32_t> slaves; ///< channels on which it is read and written
    std::vector<Wire> wires_from_peer; ///< its other lines are not connected
    std::vector<Wire> wires_to_peer;
    /// The peer adds what an access took to its own clock. Stock peers do not.
    bool clock_follows_answers = false;
    /// Told of each access of the peer, at the platform's address: when it was issued, and until
    /// when it took (a posted one: no time). May be empty.
    std::function<void(const BusAccess& access, VirtualTime issued, VirtualTime until)> accessed;
    /// Told of each wire and DMA that the peer took late, in the platform's time. May be empty.
    std::function<void(VirtualTime due, VirtualTime taken)> late;
};

class RemotePortPeer : public sc_core::sc_module, public time::Processor {
public:
    /// What to offer to plain peers.
    static std::vector<std::uint32_t> capabilities();

    RemotePortPeer(const sc_core::sc_module_name& name, Session session, PeerParameters parameters);

    // In the order of the parameters.
    sc_core::sc_vector<tlm_utils::simple_initiator_socket<RemotePortPeer>> masters;
    /// Take any access of up to longest_access bytes, in no time, from an SC_THREAD.
    sc_core::sc_vector<tlm_utils::simple_target_socket_tagged<RemotePortPeer>> slaves;
    sc_core::sc_vector<sc_core::sc_out<bool>> wires_from_peer;
    sc_core::sc_vector<sc_core::sc_in<bool>> wires_to_peer;

    /// Exchanges hellos, if that has not been done. Before the simulation runs, as is attach().
    void open();
    /// Ends the link; the peer notices.
    void close() { session_.close(); }
    /// The conductor's number of this node.
    void attach(time::Conductor& conductor, std::size_t node);

    const std::string& name() const override { return session_.peer(); }
    /// Throws SimulationError when the peer breaks the protocol or closes the link, here or since
    /// the last run().
    time::Stop run(VirtualTime until) override;
    /// SimulationError: a plain peer cannot be reset over the link.
    time::Stop restart(VirtualTime at, VirtualTime until) override;
    void begin_access() override;

    /// How late, at most, wires and DMA could have taken effect at the peer: the furthest that it
    /// ran past a grant.
    VirtualTime max_skew() const { return clock_.max_skew(); }
    const PeerClock& clock() const { return clock_; }
    const Session& session() const { return session_; }

private:
    struct Change {
        std::size_t wire;
        bool level;
    };
    struct Begun {
        Packet packet;
        VirtualTime issued;
    };

    // In SystemC's threads.
    void serve_accesses();
    void send_wires();
    void drive_wires();
    void write_from_platform(int slave, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);

    /// Sends a request and waits for its answer. Time passes only when the peer makes accesses
    /// meanwhile.
    Packet call(std::uint32_t channel, Body body);
    void take_while_waiting(Packet packet);
    /// Does what the peer asks for, and turns the packet into its answer.
    void serve(Packet& packet, VirtualTime issued, sc_core::sc_time& delay);
    void serve(BusAccess& access, const Packet& packet, VirtualTime issued,
               sc_core::sc_time& delay);
    void serve(const Interrupt& interrupt, std::uint32_t channel);
    bool wants_answer(const Packet& packet) const;
    /// Something is sent that should take effect now.
    void deliver_now();
    void take_late(VirtualTime due) const;

    Packet next_packet();
    VirtualTime stamp(const Packet& packet);

    Session session_;
    PeerParameters parameters_;
    Requests requests_{session_};
    PeerClock clock_;
    time::Conductor* conductor_ = nullptr;
    std::size_t node_ = 0;

    bool is_stopped_ = false;      ///< it waits for an answer of ours
    std::optional<Packet> answer_; ///< with which it goes on
    std::deque<Packet> early_;     ///< came while something else was waited for
    std::deque<Begun> accesses_;   ///< in order
    std::optional<Packet> issued_; ///< about to begin
    sc_core::sc_event access_begun_;
    std::vector<bool> levels_; ///< of the wires from the peer
    sc_core::sc_event levels_changed_;
    std::vector<Change> changes_; ///< of the wires to the peer, not sent yet
    sc_core::sc_event wires_changed_;
    std::exception_ptr failure_;         ///< in a SystemC thread
    std::vector<VirtualTime> delivered_; ///< while it ran on: taken by its next stop
    unsigned syncs_without_progress_ = 0;
};

} // namespace ampsim::remote_port

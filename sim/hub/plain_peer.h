// SPDX-License-Identifier: BSD-3-Clause
//
// A plain Remote-Port peer as a node of a simulation: its channels bound to the platform as the
// platform describes them, its program started and watched when the scenario says how. The protocol
// is RemotePortPeer's business (sim/remote_port/peer.h).
#pragma once

#include "sim/hub/hardware.h"
#include "sim/node/node.h"
#include "sim/node/process.h"
#include "sim/remote_port/peer.h"
#include "sim/scenario/scenario.h"

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ampsim::hub {

/// What a peer tells the simulation.
class PlainPeerEvents {
public:
    virtual ~PlainPeerEvents() = default;
    /// An access of the peer, at the address that its node sees; see PeerParameters::accessed.
    virtual void on_peer_access(std::size_t node, const remote_port::BusAccess& access,
                                VirtualTime issued, VirtualTime until) = 0;
    /// Something took effect at the peer late.
    virtual void on_peer_late(const time::Late& late) = 0;
    /// The peer has ended, in order.
    virtual void on_peer_ended(std::size_t node, VirtualTime at) = 0;
};

/// A link to a peer, and the process at its other end if we started it.
struct PeerLink {
    std::optional<remote_port::Connection> connection;
    std::vector<std::string> command; ///< as it was started; empty: somebody else did
    std::unique_ptr<node::Process> process;
};

/// Starts the peer's program, if the scenario has one, and meets it: whoever listens first. In the
/// words of the command, {link} is the URI at which the peer finds us, or is to listen; {path},
/// {host} and {port} are its parts. Throws InputError, SimulationError when the program ends
/// instead, and what `while_waiting` throws.
PeerLink meet_peer(const std::string& name, const scenario::NodeSettings& settings,
                   const node::Process::Options& options,
                   const remote_port::WhileWaiting& while_waiting);

class PlainPeer : public sc_core::sc_module, public node::Node {
public:
    PlainPeer(const sc_core::sc_module_name& module_name, const platform::Platform& platform,
              std::size_t node, remote_port::Session session, bool clock_follows_answers,
              Hardware& hardware, PlainPeerEvents& events);
    ~PlainPeer() override;

    /// Exchanges hellos.
    void greet() { peer_.open(); }
    void attach(time::Conductor& conductor) { peer_.attach(conductor, node_); }
    /// The program that ran it, to tell its end from its death.
    void watch(node::Process& process) { process_ = &process; }

    std::string history() const { return peer_.session().history(); }
    /// Host time in which the hub waited for the peer to come to its next stop.
    std::chrono::nanoseconds running_time() const { return running_time_; }

    const std::string& name() const override { return peer_.name(); }
    time::Stop run(VirtualTime until) override;
    time::Stop restart(VirtualTime at, VirtualTime until) override;
    void begin_access() override { peer_.begin_access(); }
    void answer(remote_port::BusAccess answer, VirtualTime at) override;
    void change_line(std::uint32_t line, bool level, VirtualTime at) override;
    void set_probe(const measure::Probe& probe) override { (void)probe; } // it knows of none
    void shut_down() override { peer_.close(); }

private:
    struct Change {
        VirtualTime at;
        std::uint32_t line;
        bool level;
    };
    class Entry;

    static remote_port::PeerParameters parameters(const platform::Platform& platform,
                                                  std::size_t node, bool clock_follows_answers,
                                                  PlainPeerEvents& events);
    void bind(const platform::Platform& platform, Hardware& hardware);
    void change_lines();

    std::size_t node_;
    PlainPeerEvents& events_;
    node::Process* process_ = nullptr;
    std::unique_ptr<Entry> entry_;
    remote_port::RemotePortPeer peer_;
    sc_core::sc_vector<sc_core::sc_signal<bool>> lines_; ///< to the peer
    std::deque<Change> changes_;                         ///< on their way, in order
    sc_core::sc_event changed_;
    std::chrono::nanoseconds running_time_{};
};

} // namespace ampsim::hub

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/plain_peer.h"

#include "sim/remote_port/systemc_time.h"

#include <tlm_utils/simple_target_socket.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace ampsim::hub {

using remote_port::PeerParameters;
using remote_port::to_sc_time;
using remote_port::to_virtual_time;

namespace {

constexpr std::chrono::milliseconds patience_for_an_end{500};

/// Of one direction: memories on the bus have faces, wires have not.
std::vector<std::size_t> devices_of(const platform::Platform& platform, std::size_t node,
                                    bool memories) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < platform.devices.size(); ++i) {
        const platform::Device& device = platform.devices[i];
        if (device.remote_port && device.remote_port->node == node &&
            device.faces.empty() != memories) {
            found.push_back(i);
        }
    }
    return found;
}

} // namespace

/// Where the accesses of all its channels enter the interconnect.
class PlainPeer::Entry : public sc_core::sc_module {
public:
    Entry(const sc_core::sc_module_name& module_name, std::size_t count, Hardware& hardware,
          std::size_t node)
        : sc_module(module_name), channels("channels", count), hardware_(hardware), node_(node) {
        for (auto& channel : channels) {
            channel.register_b_transport(this, &Entry::b_transport);
        }
    }

    sc_core::sc_vector<tlm_utils::simple_target_socket<Entry>> channels;

private:
    void b_transport(tlm::tlm_generic_payload& transaction, sc_core::sc_time& delay) {
        hardware_.transport(node_, transaction, delay);
    }

    Hardware& hardware_;
    std::size_t node_;
};

PlainPeer::PlainPeer(const sc_core::sc_module_name& module_name, const platform::Platform& platform,
                     std::size_t node, remote_port::Session session, bool clock_follows_answers,
                     Hardware& hardware, PlainPeerEvents& events)
    : sc_module(module_name), node_(node), events_(events),
      entry_(std::make_unique<Entry>("entry", platform.nodes[node].masters.size(), hardware, node)),
      peer_("link", std::move(session), parameters(platform, node, clock_follows_answers, events)),
      lines_("lines", platform.nodes[node].wires.size()) {
    bind(platform, hardware);
    sc_core::sc_spawn([this] { change_lines(); }, "change_lines");
}

PlainPeer::~PlainPeer() = default;

PeerParameters PlainPeer::parameters(const platform::Platform& platform, std::size_t node,
                                     bool clock_follows_answers, PlainPeerEvents& events) {
    PeerParameters parameters;
    for (const platform::PeerMaster& master : platform.nodes[node].masters) {
        parameters.masters.push_back({master.channel, master.base});
    }
    for (const std::size_t i : devices_of(platform, node, true)) {
        parameters.slaves.push_back(platform.devices[i].remote_port->channel);
    }
    for (const std::size_t i : devices_of(platform, node, false)) {
        const platform::Device& device = platform.devices[i];
        for (std::uint32_t line = 0; line < device.outputs.size(); ++line) {
            parameters.wires_from_peer.push_back({device.remote_port->channel, line});
        }
    }
    for (const platform::Wire& wire : platform.nodes[node].wires) {
        parameters.wires_to_peer.push_back({wire.channel, wire.input});
    }
    parameters.clock_follows_answers = clock_follows_answers;
    parameters.accessed = [node, &events](const remote_port::BusAccess& access, VirtualTime issued,
                                          VirtualTime until) {
        events.on_peer_access(node, access, issued, until);
    };
    parameters.late = [node, &events](VirtualTime due, VirtualTime taken) {
        events.on_peer_late({node, due, taken});
    };
    return parameters;
}

void PlainPeer::bind(const platform::Platform& platform, Hardware& hardware) {
    for (std::size_t i = 0; i < peer_.masters.size(); ++i) {
        peer_.masters[i].bind(entry_->channels[i]);
    }
    std::size_t slave = 0;
    for (const std::size_t i : devices_of(platform, node_, true)) {
        hardware.device(i).toward_peer->bind(peer_.slaves[slave++]);
    }
    std::size_t wire = 0;
    for (const std::size_t i : devices_of(platform, node_, false)) {
        for (const std::string& output : platform.devices[i].outputs) {
            peer_.wires_from_peer[wire++].bind(*hardware.device(i).interrupts.at(output));
        }
    }
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        peer_.wires_to_peer[i].bind(lines_[i]);
    }
}

// --- As a processor ------------------------------------------------------------------------------

time::Stop PlainPeer::run(VirtualTime until) {
    const auto begin = std::chrono::steady_clock::now();
    try {
        const time::Stop stop = peer_.run(until);
        running_time_ += std::chrono::steady_clock::now() - begin;
        return stop;
    } catch (const remote_port::LinkClosed&) {
        // A program that has done its work ends, and its link with it.
        if (process_ == nullptr || !process_->succeeds_within(patience_for_an_end)) {
            throw;
        }
    }
    const VirtualTime at = peer_.clock().now();
    events_.on_peer_ended(node_, at);
    return {time::Stop::Reason::off, at, never};
}

time::Stop PlainPeer::restart(VirtualTime at, VirtualTime until) {
    return peer_.restart(at, until);
}

void PlainPeer::answer(remote_port::BusAccess /*answer*/, VirtualTime /*at*/) {
    throw std::logic_error("a plain peer's accesses are answered over its own link");
}

void PlainPeer::change_line(std::uint32_t line, bool level, VirtualTime at) {
    changes_.push_back({at, line, level});
    changed_.notify(sc_core::SC_ZERO_TIME);
}

void PlainPeer::change_lines() {
    for (;;) {
        while (changes_.empty()) {
            wait(changed_);
        }
        const sc_core::sc_time at = to_sc_time(changes_.front().at);
        if (at > sc_core::sc_time_stamp()) {
            wait(at - sc_core::sc_time_stamp());
        }
        lines_[changes_.front().line].write(changes_.front().level);
        changes_.pop_front();
    }
}

} // namespace ampsim::hub

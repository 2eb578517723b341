// SPDX-License-Identifier: BSD-3-Clause
//
// The far end of a link to a hub in another process: a scripted node that is driven by Remote-Port
// packets with ampsim's extension (ampsim_extension.h), as QEMU is by ampsim-qemu.so. The node does
// not notice the difference; nor does the trace.
#pragma once

#include "sim/node/node_link.h"
#include "sim/remote_port/session.h"
#include "sim/scripted/scripted_node.h"

#include <optional>

namespace ampsim::scripted {

class FarEnd : private node::NodeEvents {
public:
    explicit FarEnd(remote_port::Session session) : session_(std::move(session)) {}

    /// Says hello, and obeys the hub until it says that the simulation is over. Throws
    /// SimulationError when the hub goes away or breaks the protocol, or the program fails.
    void serve(Surroundings surroundings, Program program);

private:
    void obey(const remote_port::Packet& packet);
    void run(VirtualTime until);
    void refuse(const remote_port::Packet& request);
    remote_port::Packet control(remote_port::Body body) const;

    void on_mark(std::size_t node, const remote_port::Mark& mark) override;
    std::vector<measure::Probe> on_module(std::size_t node,
                                          const remote_port::Module& module) override;
    void on_access(std::size_t node, const remote_port::BusAccess& access) override;
    void on_started(std::size_t node, VirtualTime at) override;
    void on_off(std::size_t node, VirtualTime at, ampsim_off_cause cause) override;

    remote_port::Session session_;
    std::optional<ScriptedNode> node_;
    std::optional<VirtualTime> reset_at_; ///< with the next grant
};

} // namespace ampsim::scripted

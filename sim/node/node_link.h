// SPDX-License-Identifier: BSD-3-Clause
//
// The hub's end of the link to one node: it lets the node run up to a grant, answers its accesses,
// and hands over what reaches it. The node's QEMU waits whenever it is not in run() or restart().
#pragma once

#include "sim/measure/probes.h"
#include "sim/node/node.h"
#include "sim/remote_port/session.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ampsim::node {

/// What a node tells while it runs; times are the node's.
class NodeEvents {
public:
    virtual ~NodeEvents() = default;
    virtual void on_mark(std::size_t node, const remote_port::Mark& mark) = 0;
    /// Linux loads a module: which instructions of it are to be marked?
    virtual std::vector<measure::Probe> on_module(std::size_t node,
                                                  const remote_port::Module& module) = 0;
    /// The access that the node stopped for begins, now, in the hardware; answer() ends it.
    virtual void on_access(std::size_t node, const remote_port::BusAccess& access) = 0;
    virtual void on_started(std::size_t node, VirtualTime at) = 0;
    virtual void on_off(std::size_t node, VirtualTime at, ampsim_off_cause cause) = 0;
};

class NodeLink : public Node {
public:
    /// `last` is the end of the simulation: no grant goes further.
    NodeLink(std::size_t index, std::string name, remote_port::Session session, NodeEvents& events,
             VirtualTime last);

    /// Every packet is recorded; to be called before greet().
    void record(std::unique_ptr<remote_port::Recorder> recorder);
    /// What has been recorded is in the file, whose name it returns. No more is, but with `go_on`.
    std::string flush_recording(bool go_on);

    /// Exchanges hellos. The node goes on to time 0 by itself, or when a debugger lets it.
    void greet();
    /// Waits until the node is ready, at time 0.
    void await_start();
    void set_probe(const measure::Probe& probe) override;
    /// Writes to the node's own memory, while it is stopped at time 0. False when nothing is there.
    bool write_memory(std::uint64_t address, const std::vector<std::uint8_t>& bytes);

    void answer(remote_port::BusAccess answer, VirtualTime at) override;
    void change_line(std::uint32_t line, bool level, VirtualTime at) override;
    void memory_written(std::uint64_t address, std::uint64_t size) override;
    void cover(std::uint64_t address, std::uint64_t size, bool covered, VirtualTime at) override;
    void shut_down() override;

    /// Its last packet was a stop, so its state can be saved, or restored from what was saved then.
    bool is_at_rest() const { return rest_.has_value(); }
    /// The node writes its state to a file; std::logic_error when it is not at rest.
    void save(const std::string& file);
    /// Goes on with another QEMU, which starts from a state that was saved at this point of the
    /// run. SimulationError when it was at another.
    void continue_with(remote_port::Session session);

    /// Where its first processor was when it last stopped.
    std::uint64_t program_counter() const { return program_counter_; }
    /// The last packets of the link, one line each.
    std::string history() const { return session_.history(); }
    /// Host time in which the hub waited for the node to come to its next stop.
    std::chrono::nanoseconds running_time() const { return running_time_; }

    const std::string& name() const override { return name_; }
    time::Stop run(VirtualTime until) override;
    time::Stop restart(VirtualTime at, VirtualTime until) override;
    void begin_access() override;

private:
    remote_port::Packet control(remote_port::Body body) const;
    remote_port::Packet packet_of(const measure::Probe& probe) const;
    static void open(remote_port::Session& session);
    static remote_port::Stop first_stop(remote_port::Session& session);
    void require_same_rest(const remote_port::Session& session,
                           const remote_port::Stop& stop) const;
    void grant(VirtualTime until);
    time::Stop next_stop(VirtualTime until);
    /// Throws SimulationError when an instant that the node tells lies before `earliest`.
    void require_not_before(VirtualTime earliest, VirtualTime told) const;

    std::size_t index_;
    std::string name_;
    remote_port::Session session_;
    NodeEvents& events_;
    VirtualTime last_;
    std::optional<remote_port::Stop> rest_;          ///< the last packet, if it was one
    std::map<std::uint32_t, measure::Probe> probes_; ///< all that are set, by their number
    remote_port::Packet access_;                     ///< that the node waits for
    bool access_answered_ = false;                   ///< and its answer is queued
    VirtualTime clock_{}; ///< of the node: it has told that it got so far
    std::uint64_t program_counter_ = 0;
    std::chrono::nanoseconds running_time_{};
    std::vector<bool> levels_; ///< of the lines, as the hardware has them
    std::vector<remote_port::Cover>
        covers_; ///< all changes, for a QEMU that goes on from a snapshot
    std::set<std::uint64_t> written_pages_; ///< that the node has not been told of
};

} // namespace ampsim::node

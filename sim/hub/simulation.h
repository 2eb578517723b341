// SPDX-License-Identifier: BSD-3-Clause
//
// A simulation: the hardware, a QEMU process and a link for each node, the conductor between them,
// and the trace of it all.
#pragma once

#include "sim/check/checker.h"
#include "sim/hub/direct_read_log.h"
#include "sim/hub/hardware.h"
#include "sim/hub/host_cpu.h"
#include "sim/hub/plain_peer.h"
#include "sim/hub/recorder.h"
#include "sim/hub/run.h"
#include "sim/hub/snapshot.h"
#include "sim/hub/waveform.h"
#include "sim/measure/result.h"
#include "sim/node/node_link.h"
#include "sim/node/plugin.h"
#include "sim/node/process.h"
#include "sim/node/qemu_command.h"
#include "sim/time/conductor.h"
#include "sim/time/quantum.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ampsim::hub {

/// Thrown by what waits, when RunOptions::interrupted says so.
struct Interrupted {};

class Simulation : HardwareEvents, node::NodeEvents, PlainPeerEvents {
public:
    /// Checks everything and starts the nodes' processes. Throws InputError; SimulationError or
    /// Interrupted when a node does not connect.
    Simulation(const scenario::Scenario& scenario, const RunOptions& options);
    ~Simulation() override;

    /// Boots the nodes, their firmware loaded, and goes on until the scenario's end. Throws
    /// SimulationError and Interrupted; what was found until then stays.
    void run();
    /// Ends the nodes.
    void shut_down();

    /// Once the run has ended, when it did.
    VirtualTime now() const;
    VirtualTime max_skew() const { return conductor_ ? conductor_->max_skew() : VirtualTime{0}; }
    /// The largest skew of each link that is not exact.
    std::vector<measure::Link> links() const;
    /// What took effect late, at whichever node.
    std::vector<time::Late> late() const;
    /// Host time in which the hub waited for a node that ran.
    std::chrono::nanoseconds guest_time() const;
    measure::GrantEnds grant_ends() const;
    Counters counters() const;
    std::map<std::string, std::vector<std::string>> remarks() const;
    std::map<std::string, std::string> not_reproducible() const;
    measure::Trace& trace() { return recorder_.trace(); }
    const platform::Platform& platform() const { return platform_; }
    std::vector<DeviceTiming> timing() const; ///< of each device of the platform
    std::map<std::string, std::vector<std::string>> command_lines() const;
    const std::map<std::string, std::string>& inputs() const { return inputs_; }
    const SnapshotUse& snapshot() const { return snapshot_use_; }
    // For the message of a failure.
    /// QEMUs that have ended: how, and what they said.
    std::string deaths();
    /// What the nodes' consoles said last, where the guests are, and the last packets of links that
    /// are not in `said_already`.
    std::string last_words(const std::string& said_already) const;

private:
    using Clock = std::chrono::steady_clock;
    static constexpr VirtualTime longest_turn{1000}; ///< of nodes that no path leads to
    static constexpr const char* direct_reads_file = "/devices.reads";
    struct Node {
        std::string console_log;
        std::string program_log; ///< what its QEMU or program says
        std::vector<std::string> command;
        std::unique_ptr<node::Process> process;
        std::unique_ptr<node::Node> node;
        node::NodeLink* link = nullptr; ///< the same, when it speaks ampsim's extension over a link
        PlainPeer* peer = nullptr;      ///< the same, when it is a plain Remote-Port peer
        /// To the QEMU that starts from the snapshot, until its point is reached.
        std::optional<remote_port::Session> restored;
        bool has_died() const; ///< its process; a peer's that has done its work has not
        std::uint64_t marks = 0;
        std::uint64_t interrupts = 0;
    };

    std::vector<bool> nodes_running_at_start() const;
    void boot();
    void prepare_probes();
    void find_snapshot();
    void watch_direct_reads();
    void start_checks();
    bool restores() const { return snapshot_ && snapshot_->exists(); }
    // node_starts.cpp
    void start_node(std::size_t index);
    remote_port::Session start_qemu(std::size_t index);
    remote_port::Session session(std::size_t index, std::unique_ptr<remote_port::Stream> stream);
    remote_port::Session replayed_session(std::size_t index, const std::string& file);
    void meet_peer(std::size_t index);
    remote_port::Session connect(std::size_t index, node::QemuFiles files);
    void load_firmware(std::size_t index);
    void write_boot_arguments(std::size_t index);
    // conductor_choice.cpp
    VirtualTime lookahead(std::size_t from, std::size_t to) const;
    bool shares_memory(std::size_t node) const;
    VirtualTime window() const;
    time::Turns turns() const;
    time::Conductor::Lookahead conductor_lookahead() const;
    VirtualTime reaches(std::size_t node);
    void start_lockstep();
    void make_conductor();
    std::unique_ptr<time::Conductor> chosen_conductor();
    // run_loop.cpp
    void settle_trace();
    void look_around(); ///< progress, interruption, time-outs of the host's clock
    std::string waiting_for() const;
    // snapshot_point.cpp
    void read_later_values();
    void look_for_snapshot_point();
    void pass_snapshot_point(bool can_be_saved);
    VirtualTime furthest_ahead() const;
    void change_values();
    void save_snapshot();
    void restore_snapshot();
    // end_of_run.cpp
    void look_for_end();
    void end_trace();
    // findings.cpp
    std::map<std::string, std::string> hash_inputs() const;
    // last_words.cpp
    std::string where_it_is(std::size_t index) const;

    const scenario::NodeSettings& settings(std::size_t node) const {
        return scenario_.nodes.at(described(node).name);
    }
    const char* process_name(std::size_t node) const;
    const platform::Node& described(std::size_t node) const { return platform_.nodes[node]; }

    // simulation_events.cpp
    void lifecycle(std::size_t node, const std::string& what, VirtualTime at);
    void on_arrival(const std::string& initiator, std::size_t target, const std::string& place,
                    std::uint64_t value) override;
    void on_answer(std::size_t node, remote_port::BusAccess answer, VirtualTime at) override;
    void on_wire(std::size_t device, const std::string& output, bool level) override;
    void on_run(std::size_t node, bool run) override;
    void on_memory_written(std::size_t node, std::uint64_t address, std::uint64_t size) override;
    void on_cover(std::size_t node, const platform::Range& range, bool covered) override;
    void on_mark(std::size_t node, const remote_port::Mark& mark) override;
    std::vector<measure::Probe> on_module(std::size_t node,
                                          const remote_port::Module& module) override;
    void on_access(std::size_t node, const remote_port::BusAccess& access) override;
    void on_started(std::size_t node, VirtualTime at) override;
    void on_off(std::size_t node, VirtualTime at, ampsim_off_cause cause) override;
    void on_peer_access(std::size_t node, const remote_port::BusAccess& access, VirtualTime issued,
                        VirtualTime until) override;
    void on_peer_late(const time::Late& late) override;
    void on_peer_ended(std::size_t node, VirtualTime at) override;

    const scenario::Scenario& scenario_;
    const RunOptions& options_;
    platform::Platform platform_;
    node::QemuWithPlugin programs_;
    HostCpu cpu_;
    Clock::time_point started_ = Clock::now();
    Clock::time_point shown_{};
    std::map<std::string, std::string> inputs_;
    std::unique_ptr<Snapshot> snapshot_; ///< to be saved or to be restored
    SnapshotUse snapshot_use_;
    /// Where all nodes stop, a snapshot is saved or restored, and [snapshot] then begins to hold.
    struct SnapshotPoint {
        VirtualTime at = never; ///< of the next try
        unsigned tries = 0;
        bool passed = false;
    };
    SnapshotPoint snapshot_point_;
    std::optional<platform::Platform> later_; ///< the platform from that point on
    DirectReadLog direct_reads_;
    Recorder recorder_;
    VirtualTime end_ = never; ///< of the run; nothing that is later has a part in it
    std::size_t ended_ = 0;   ///< watches of the recorder
    std::size_t progress_ = 0;
    std::size_t lockstep_ = 0;
    std::size_t snapshot_event_ = 0;
    std::vector<std::unique_ptr<check::Checker>> checkers_;
    std::uint64_t steps_ = 0; ///< of the conductor
    bool lockstep_started_ = false;
    std::unique_ptr<measure::ProbeTable> probes_;
    std::unique_ptr<Hardware> hardware_;
    std::unique_ptr<Waveform> waveform_; ///< null: no wires are asked for
    std::vector<Node> nodes_;
    std::unique_ptr<time::Conductor> conductor_;
    struct Ways { ///< of a node's access: of the one that is under way, or of the next
        VirtualTime request{};
        VirtualTime response{};
    };
    std::vector<Ways> ways_;
    std::vector<VirtualTime> last_reached_; ///< each node, by a change of a line or of its reset
    std::vector<remote_port::BusAccess> accesses_; ///< that each node waits for
    std::vector<VirtualTime> issued_;              ///< when; never: it waits for none
    std::vector<time::Late> late_at_peers_;
    std::string failure_; ///< of a guest: ends the run
};

} // namespace ampsim::hub

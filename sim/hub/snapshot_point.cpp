// SPDX-License-Identifier: BSD-3-Clause
//
// The point of a run at which a snapshot is saved or restored, and from which on [snapshot] then
// holds. It is an instant that follows from the event alone, whatever the policy of time: at the
// end of a turn, so long after the event that no node can have run past it before the hub heard of
// the event (docs/snapshots.md has the proof). All nodes stop there.
#include "sim/error.h"
#include "sim/hub/change_later.h"
#include "sim/hub/simulation.h"
#include "sim/node/file.h"
#include "sim/remote_port/ampsim_extension.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ampsim::hub {

namespace {

/// At an instant at which a node waits for an access no state can be saved, and the next one is
/// tried. Some at the ends of turns, then others, lest a node polls in step with them.
constexpr unsigned tries_at_turns = 8;
constexpr unsigned most_tries = 256;

VirtualTime end_of_turn(VirtualTime time, VirtualTime window) {
    return (time / window + 1) * window;
}

} // namespace

void Simulation::read_later_values() {
    if (scenario_.overrides_then.empty()) {
        return;
    }
    std::vector<platform::Override> all = scenario_.overrides;
    all.insert(all.end(), scenario_.overrides_then.begin(), scenario_.overrides_then.end());
    later_ = platform::load(scenario_.platform, all);
    for (const platform::Override& each : scenario_.overrides_then) {
        if (!can_change_later(platform_, each.label, each.property)) {
            throw InputError(fmt::format(
                "--then platform.{0}.{1}={2}: '{1}' of {0} cannot change while the hardware runs; "
                "give it with --set, for a run from power-on",
                each.label, each.property, each.value));
        }
    }
}

/// After each step of the conductor.
void Simulation::look_for_snapshot_point() {
    SnapshotPoint& point = snapshot_point_;
    if (point.passed || recorder_.count(snapshot_event_) == 0) {
        return;
    }
    const auto try_at = [&](VirtualTime at) {
        point.at = at;
        ++point.tries;
        conductor_->meet(at);
    };
    if (point.tries == 0) {
        const VirtualTime known = std::max(recorder_.first(snapshot_event_), hardware_->now());
        try_at(end_of_turn(known + furthest_ahead(), window()));
    }
    while (!point.passed && conductor_->have_met()) {
        bool at_rest = true;
        for (std::size_t node = 0; node < nodes_.size(); ++node) {
            at_rest = at_rest && conductor_->is_at_rest(node);
        }
        if (at_rest || point.tries == most_tries) {
            pass_snapshot_point(at_rest);
        } else {
            try_at(point.at + window() + VirtualTime{point.tries < tries_at_turns ? 0 : 1});
        }
    }
}

void Simulation::pass_snapshot_point(bool can_be_saved) {
    if (snapshot_ && can_be_saved) {
        if (snapshot_->exists()) {
            restore_snapshot();
        } else {
            save_snapshot();
        }
    }
    snapshot_point_.passed = true;
    change_values();
    conductor_->go_on();
}

/// No node runs further past an event before the hub hears of it.
VirtualTime Simulation::furthest_ahead() const {
    const time::Conductor::Lookahead lookahead = conductor_lookahead();
    VirtualTime furthest = longest_turn;
    for (std::size_t from = 0; from < nodes_.size(); ++from) {
        const platform::Node& node = described(from);
        const VirtualTime instruction{std::int64_t{1} << node.instruction_shift};
        furthest = std::max({furthest, node.request_latency, node.interrupt_latency,
                             instruction * AMPSIM_STOP_INSTRUCTIONS});
        for (std::size_t to = 0; to < nodes_.size(); ++to) {
            furthest = std::max(furthest, from == to ? VirtualTime{0} : lookahead(from, to));
        }
    }
    return furthest + scenario_.time.quantum;
}

void Simulation::change_values() {
    for (std::size_t i = 0; later_ && i < nodes_.size(); ++i) {
        const platform::Node& later = later_->nodes[i];
        platform::Node& node = platform_.nodes[i];
        node.request_latency = later.request_latency;
        node.response_latency = later.response_latency;
        node.interrupt_latency = later.interrupt_latency;
        ways_[i].response = later.response_latency;
        if (issued_[i] == never) { // else that access is on its way, and takes its time
            ways_[i].request = later.request_latency;
        }
    }
    if (later_) {
        for (std::size_t i = 0; i < platform_.memories.size(); ++i) { // for the report
            platform_.memories[i].read_latency = later_->memories[i].read_latency;
            platform_.memories[i].write_latency = later_->memories[i].write_latency;
        }
        hardware_->change_latencies(*later_);
    }
    if (scenario_.time.policy != scenario::TimeSettings::Policy::quantum) {
        conductor_->change(conductor_lookahead(), window());
    }
    if (lockstep_started_) {
        start_lockstep();
    }
}

void Simulation::save_snapshot() {
    const auto reached = Clock::now() - started_;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        const std::string& name = described(i).name;
        node::NodeLink& link = *nodes_[i].link;
        link.save(snapshot_->machine(name));
        if (const std::string file = link.flush_recording(options_.record);
            file != snapshot_->link(name)) {
            node::write_file(snapshot_->link(name), node::content_of(file));
        }
        node::write_file(snapshot_->console(name), node::content_of(nodes_[i].console_log));
    }
    if (hardware_->has_masters()) {
        direct_reads_.flush(options_.record);
        if (options_.record) {
            node::write_file(snapshot_->direct_reads(),
                             node::content_of(options_.out_directory + direct_reads_file));
        }
    }
    hardware_->save_shared_memories(
        [this](const std::string& label) { return snapshot_->memory(label); });
    snapshot_->commit({steps_, snapshot_point_.at});
    snapshot_use_ = {SnapshotUse::Kind::saved, snapshot_->directory(), snapshot_point_.at, reached};
}

void Simulation::restore_snapshot() {
    const Snapshot::Point saved = snapshot_->point();
    if (saved.steps != steps_ || saved.time != snapshot_point_.at) {
        throw SimulationError(
            fmt::format("{}: was saved at {} ns, step {}, and this run comes to that point at {} "
                        "ns, step {}; remove the directory, and it is made again",
                        snapshot_->directory(), saved.time.count(), saved.steps,
                        snapshot_point_.at.count(), steps_));
    }
    direct_reads_.stop_replay();
    hardware_->restore_shared_memories(
        [this](const std::string& label) { return snapshot_->memory(label); });
    for (Node& node : nodes_) {
        node.link->continue_with(*std::exchange(node.restored, std::nullopt));
    }
    snapshot_use_ = {SnapshotUse::Kind::restored, snapshot_->directory(), snapshot_point_.at,
                     Clock::now() - started_};
}

} // namespace ampsim::hub

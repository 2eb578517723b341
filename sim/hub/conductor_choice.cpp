// SPDX-License-Identifier: BSD-3-Clause
//
// What the conductor of a simulation is to know: which node may run how far ahead of which, and
// when they meet.
#include "sim/hub/simulation.h"

#include <algorithm>

namespace ampsim::hub {

VirtualTime Simulation::lookahead(std::size_t from, std::size_t to) const {
    const VirtualTime line = hardware_->least_latency(from, to);
    const VirtualTime touch = hardware_->least_touch(to);
    VirtualTime least = line == never ? never : line + described(to).interrupt_latency;
    if (line != never && touch != never) {
        least = std::min(least, line + touch);
    }
    return least == never ? never : std::max(least, VirtualTime{1});
}

/// Until the point of the snapshot nobody is further ahead of another than furthest_ahead().
time::Conductor::Lookahead Simulation::conductor_lookahead() const {
    const bool is_bounded = !scenario_.snapshot.at.empty() && !snapshot_point_.passed;
    return [this, is_bounded](std::size_t from, std::size_t to) {
        const VirtualTime least = lookahead(from, to);
        return is_bounded && least == never ? longest_turn : least;
    };
}

/// Its accesses do not all come over the link.
bool Simulation::shares_memory(std::size_t node) const {
    return !described(node).is_peer;
}

VirtualTime Simulation::window() const {
    VirtualTime window = never;
    for (std::size_t from = 1; from < nodes_.size(); ++from) {
        for (std::size_t to = 0; to < from; ++to) {
            if (shares_memory(from) && shares_memory(to)) {
                window = std::min(window, lookahead(from, to));
            }
        }
    }
    return std::min(window, longest_turn);
}

time::Turns Simulation::turns() const {
    return {window(), [this](std::size_t node) { return ways_[node].request; },
            [this](std::size_t node) {
                const Ways& ways = ways_[node];
                return described(node).posted_writes ? VirtualTime{0}
                                                     : ways.request + ways.response;
            },
            [this](std::size_t node) {
                return shares_memory(node);
            }};
}

void Simulation::start_lockstep() {
    conductor_->lockstep(scenario_.time.step.value_or(window()));
    lockstep_started_ = true;
}

std::unique_ptr<time::Conductor> Simulation::chosen_conductor() {
    std::vector<time::Processor*> processors;
    for (const Node& node : nodes_) {
        processors.push_back(node.node.get());
    }
    if (scenario_.time.policy == scenario::TimeSettings::Policy::quantum) {
        return std::make_unique<time::QuantumConductor>(*hardware_, processors,
                                                        scenario_.time.quantum, turns().shares);
    }
    return std::make_unique<time::Conductor>(
        *hardware_, processors, conductor_lookahead(),
        [this](std::size_t to) {
            return std::min(described(to).interrupt_latency, hardware_->least_touch(to));
        },
        turns());
}

void Simulation::make_conductor() {
    const auto controlled = [this](std::size_t node) {
        return std::any_of(
            platform_.devices.begin(), platform_.devices.end(),
            [node](const platform::Device& device) { return device.controls == node; });
    };
    conductor_ = chosen_conductor();
    for (const Node& node : nodes_) {
        if (node.peer != nullptr) {
            node.peer->attach(*conductor_);
        }
    }
    if (scenario_.time.policy == scenario::TimeSettings::Policy::lockstep &&
        scenario_.time.lockstep_from.empty()) {
        start_lockstep();
    }
    const std::vector<bool> runs = nodes_running_at_start();
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        if (controlled(i) || !scenario_.nodes.at(described(i).name).firmware.empty()) {
            conductor_->hold(i, VirtualTime{0});
            if (runs[i]) {
                conductor_->start(i, VirtualTime{0});
            }
        }
    }
}

/// When the change of a line that happens now reaches the node: none overtakes another.
VirtualTime Simulation::reaches(std::size_t node) {
    VirtualTime& last = last_reached_[node];
    last = std::max(last, hardware_->now() + described(node).interrupt_latency);
    return last;
}

} // namespace ampsim::hub

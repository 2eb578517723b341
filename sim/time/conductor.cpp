// SPDX-License-Identifier: BSD-3-Clause
#include "sim/time/conductor.h"

#include "sim/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ampsim::time {
namespace {

VirtualTime later(VirtualTime time, VirtualTime by) {
    return time > never - by ? never : time + by;
}

std::string text(VirtualTime time) {
    return time == never ? "never" : fmt::format("{} ns", time.count());
}

} // namespace

Conductor::Conductor(Hardware& hardware, std::vector<Processor*> nodes, Lookahead lookahead,
                     Reach reach)
    : hardware_(hardware), nodes_(std::move(nodes)), lookahead_(std::move(lookahead)),
      reach_(std::move(reach)), states_(nodes_.size()) {}

void Conductor::answered(std::size_t node, VirtualTime at) {
    State& state = states_[node];
    state.phase = Phase::stopped;
    state.clock = state.earliest = at;
}

void Conductor::reaches(std::size_t node, VirtualTime at) {
    states_[node].reached = std::min(states_[node].reached, at);
}

void Conductor::hold(std::size_t node, VirtualTime at) {
    State& state = states_[node];
    state.hold_at = at;
    state.start_at = never;
    if (state.phase == Phase::off)
        state.phase = Phase::held;
}

void Conductor::start(std::size_t node, VirtualTime at) {
    states_[node].start_at = at;
}

VirtualTime Conductor::acts_at(const State& state) const {
    switch (state.phase) {
    case Phase::access_issued:
        return state.clock;
    case Phase::access_in_flight:
    case Phase::off:
        return never;
    case Phase::held:
    case Phase::stopped:
        break;
    }
    if (state.phase == Phase::stopped) {
        const VirtualTime own = std::max(state.clock, std::min(state.earliest, state.reached));
        if (own < state.hold_at)
            return own;
    }
    return state.start_at;
}

VirtualTime Conductor::grant_for(std::size_t node) const {
    VirtualTime grant = later(hardware_.next_event(), reach_(node));
    for (std::size_t other = 0; other < nodes_.size(); ++other)
        if (other != node)
            grant = std::min(grant, later(acts_at(states_[other]), lookahead_(other, node)));
    return grant;
}

void Conductor::step() {
    std::size_t first = 0;
    VirtualTime earliest = never;
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
        const VirtualTime at = acts_at(states_[node]);
        if (at < earliest) {
            earliest = at;
            first = node;
        }
    }
    const VirtualTime hardware = hardware_.next_event();
    if (hardware == never && earliest == never)
        throw SimulationError("deadlock: nothing can happen any more\n" + describe());
    if (hardware <= earliest) {
        hardware_.advance(hardware);
        return;
    }
    if (states_[first].phase == Phase::access_issued) {
        hardware_.advance(earliest);
        states_[first].phase = Phase::access_in_flight;
        nodes_[first]->begin_access();
        return;
    }
    run(first);
}

void Conductor::run(std::size_t node) {
    State& state = states_[node];
    const VirtualTime acts = acts_at(state);
    const bool restarted = state.phase == Phase::held || acts >= state.hold_at;
    const VirtualTime until = std::min(grant_for(node), restarted ? never : state.hold_at);
    ++grants_;
    state.reached = never;
    Stop stop;
    if (restarted) {
        state.hold_at = state.start_at = never;
        stop = nodes_[node]->restart(acts, until);
    } else {
        stop = nodes_[node]->run(until);
    }
    state.clock = stop.now;
    state.earliest = std::max(stop.now, stop.earliest);
    switch (stop.reason) {
    case Stop::Reason::granted:
        state.phase = Phase::stopped;
        break;
    case Stop::Reason::access:
        state.phase = Phase::access_issued;
        break;
    case Stop::Reason::off:
        state.phase = Phase::off;
        break;
    }
    // What this stretch of execution may still see of the others' stores, and they of its.
    for (std::size_t other = 0; other < nodes_.size(); ++other) {
        const VirtualTime theirs = other == node ? never : acts_at(states_[other]);
        if (theirs != never)
            max_skew_ = std::max(max_skew_, state.clock - theirs);
    }
}

VirtualTime Conductor::now() const {
    VirtualTime earliest = hardware_.next_event();
    for (const State& state : states_)
        earliest = std::min(earliest, acts_at(state));
    return earliest == never ? hardware_.now() : std::max(earliest, hardware_.now());
}

std::string Conductor::state(std::size_t node) const {
    const State& state = states_[node];
    switch (state.phase) {
    case Phase::stopped:
        return state.clock >= state.hold_at    ? "held in reset"
               : state.earliest == state.clock ? "running"
               : state.earliest == never       ? "idle, waits for an interrupt"
                                               : "idle until " + text(state.earliest);
    case Phase::access_issued:
        return "about to access the hardware";
    case Phase::access_in_flight:
        return "waits for the answer of an access";
    case Phase::held:
        return "held in reset";
    case Phase::off:
        break;
    }
    return "switched off";
}

std::string Conductor::describe() const {
    std::string lines = fmt::format("  hardware at {}, next event {}\n", text(hardware_.now()),
                                    text(hardware_.next_event()));
    for (std::size_t node = 0; node < nodes_.size(); ++node)
        lines += fmt::format("  {} at {}: {}\n", nodes_[node]->name(), text(states_[node].clock),
                             state(node));
    return lines;
}

} // namespace ampsim::time

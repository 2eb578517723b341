// SPDX-License-Identifier: BSD-3-Clause
#include "sim/time/conductor.h"

#include "sim/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace ampsim::time {
namespace {

VirtualTime later(VirtualTime time, VirtualTime by) {
    return time > never - by ? never : time + by;
}

VirtualTime window_start(VirtualTime time, VirtualTime window) {
    return time - time % window;
}

VirtualTime window_end(VirtualTime time, VirtualTime window) {
    return later(window_start(time, window), window);
}

std::string text(VirtualTime time) {
    return time == never ? "never" : fmt::format("{} ns", time.count());
}

} // namespace

Conductor::Conductor(Hardware& hardware, std::vector<Processor*> nodes, const Lookahead& lookahead,
                     Reach reach, Turns turns)
    : hardware_(hardware), nodes_(std::move(nodes)), reach_(std::move(reach)),
      turns_(std::move(turns)), states_(nodes_.size()),
      grant_ends_(nodes_.size(), GrantEnds(nodes_.size())) {
    take_lookahead(lookahead);
}

void Conductor::take_lookahead(const Lookahead& lookahead) {
    lookahead_.clear();
    for (std::size_t from = 0; from < nodes_.size(); ++from)
        for (std::size_t to = 0; to < nodes_.size(); ++to)
            lookahead_.push_back(from == to ? never : lookahead(from, to));
}

void Conductor::meet(VirtualTime at) {
    for (std::size_t node = 0; node < nodes_.size(); ++node)
        if (states_[node].executed > at)
            throw SimulationError(fmt::format("{} is at {} already, and was to stop at {}\n{}",
                                              nodes_[node]->name(), text(states_[node].executed),
                                              text(at), describe()));
    stop_at(at);
}

bool Conductor::have_met() const {
    return meeting_ != never && hardware_.next_event() >= meeting_ &&
           std::all_of(states_.begin(), states_.end(),
                       [this](const State& state) { return due(state) >= meeting_; });
}

void Conductor::change(const Lookahead& lookahead, VirtualTime window) {
    take_lookahead(lookahead);
    turns_.window = window;
}

void Conductor::answered(std::size_t node, VirtualTime at) {
    State& state = states_[node];
    state.phase = Phase::stopped;
    state.clock = state.earliest = at;
}

void Conductor::reaches(std::size_t node, VirtualTime at) {
    states_[node].reached = std::min(states_[node].reached, at);
    take_late(node, at);
}

void Conductor::take_late(std::size_t node, VirtualTime at) {
    const State& state = states_[node];
    if (records_late_ && state.phase == Phase::stopped && state.clock < state.hold_at &&
        at < state.executed)
        late_.push_back({node, at, state.clock});
}

void Conductor::hold(std::size_t node, VirtualTime at) {
    State& state = states_[node];
    take_late(node, at);
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

bool Conductor::has_access(const State& state) {
    return state.phase == Phase::access_issued || state.phase == Phase::access_in_flight;
}

/// No access that is in flight is answered before: that takes an event of the hardware, or somebody
/// who acts on it. The hardware may take any time, as a port that is busy does.
VirtualTime Conductor::next_answer() const {
    VirtualTime next = hardware_.next_event();
    for (const State& state : states_)
        next = std::min(next, acts_at(state));
    return next == never ? VirtualTime{0} : next;
}

/// No instruction of the node comes before; it may be woken before it acts by itself.
VirtualTime Conductor::earliest_instruction(std::size_t node) const {
    const State& state = states_[node];
    if (state.phase == Phase::off)
        return never;
    if (state.phase == Phase::access_in_flight)
        return std::max(later(state.clock, turns_.least_stall(node)), next_answer());
    if (has_access(state))
        return later(state.clock, turns_.least_stall(node));
    return std::min(acts_at(state),
                    std::max(state.clock, later(hardware_.next_event(), reach_(node))));
}

/// When the first of the accesses that were issued and have not begun arrives at the hardware.
VirtualTime Conductor::first_arrival() const {
    VirtualTime first = never;
    for (std::size_t node = 0; node < nodes_.size(); ++node)
        if (states_[node].phase == Phase::access_issued)
            first = std::min(first, later(states_[node].clock, turns_.least_arrival(node)));
    return first;
}

/// How far the node may go although it is the turn of `other`: that one waits for the hardware, and
/// the hardware for us, so no turn can change that. Or it waits for a third, and that one for the
/// hardware; then a window's end is an end for us too, since the third may be first in the next.
VirtualTime Conductor::out_of_turn(std::size_t node, std::size_t other) const {
    VirtualTime until{};
    if (has_access(states_[other]))
        until = later(states_[other].clock, turns_.least_arrival(other));
    for (const VirtualTime next : {hardware_.next_event(), first_arrival()})
        if (next != never)
            until = std::max(until, next);
    const VirtualTime own = due(states_[node]);
    return nodes_.size() > 2 && own != never ? std::min(until, window_end(own, turns_.window))
                                             : until;
}

/// A meeting ends the turn of who has come to it.
VirtualTime Conductor::turn_start(VirtualTime time) const {
    return time >= meeting_ ? meeting_ : window_start(time, turns_.window);
}

/// How far the node may go before it is another's turn.
void Conductor::limit_to_turn(std::size_t node, Limit& limit) const {
    if (turns_.window == never || !takes_turns(node))
        return;
    // Where an access will arrive, whether or not it has begun: others go out of turn up to there.
    if (const VirtualTime arrival = first_arrival(); nodes_.size() > 2 && arrival != never)
        limit.lower(later(arrival, reach_(node)), GrantEnd::hardware);
    for (std::size_t other = 0; other < nodes_.size(); ++other) {
        const bool meets = other != node && takes_turns(other);
        const VirtualTime theirs = meets ? earliest_instruction(other) : never;
        if (theirs == never)
            continue;
        if (node < other)
            limit.lower(window_end(theirs, turns_.window), GrantEnd::turn, other);
        else
            limit.lower(std::max(turn_start(theirs), out_of_turn(node, other)), GrantEnd::turn,
                        other);
    }
}

Limit Conductor::grant_for(std::size_t node) const {
    Limit limit;
    limit.lower(hardware_.next_touch(node), GrantEnd::touch);
    limit.lower(later(hardware_.next_event(), reach_(node)), GrantEnd::hardware);
    for (std::size_t other = 0; other < nodes_.size(); ++other)
        if (other != node)
            limit.lower(later(acts_at(states_[other]), lookahead(other, node)), GrantEnd::other,
                        other);
    limit_to_turn(node, limit);
    return limit;
}

Limit Conductor::limit_for(std::size_t node) const {
    Limit limit = grant_for(node);
    limit.lower(meeting_, GrantEnd::meeting);
    return limit;
}

/// Of the nodes that may run, the one whose turn it is; nodes_.size() when there is none.
std::size_t Conductor::next_in_turn() const {
    std::size_t next = nodes_.size();
    VirtualTime next_turn = never;
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
        const VirtualTime acts = due(states_[node]);
        if (acts == never || has_access(states_[node]))
            continue;
        const VirtualTime turn = turns_.window == never ? acts : window_start(acts, turns_.window);
        if (turn < next_turn && limit_for(node).at > acts) {
            next = node;
            next_turn = turn;
        }
    }
    return next;
}

void Conductor::step() {
    std::size_t first = 0;
    VirtualTime earliest = never;
    bool anything_can_happen = false;
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
        anything_can_happen = anything_can_happen || acts_at(states_[node]) != never;
        const VirtualTime at = due(states_[node]);
        if (at < earliest) {
            earliest = at;
            first = node;
        }
    }
    const VirtualTime hardware = hardware_.next_event();
    if (hardware == never && !anything_can_happen)
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
    const std::size_t next = next_in_turn();
    if (next == nodes_.size())
        throw SimulationError("deadlock: no node may run\n" + describe());
    run(next);
}

void Conductor::run(std::size_t node) {
    State& state = states_[node];
    const VirtualTime acts = due(state);
    const bool restarted = state.phase == Phase::held || acts >= state.hold_at;
    Limit limit = limit_for(node);
    if (!restarted)
        limit.lower(state.hold_at, GrantEnd::hold);
    if (lockstep_ != never)
        limit.lower(window_end(acts, lockstep_), GrantEnd::step);
    ++grants_;
    state.reached = never;
    Stop stop;
    if (restarted) {
        if (records_late_ && state.start_at < acts)
            late_.push_back({node, state.start_at, acts});
        state.hold_at = state.start_at = never;
        stop = nodes_[node]->restart(acts, limit.at);
    } else {
        stop = nodes_[node]->run(limit.at);
    }
    state.clock = state.executed = stop.now;
    state.earliest = std::max(stop.now, stop.earliest);
    state.rests = stop.reason == Stop::Reason::granted;
    switch (stop.reason) {
    case Stop::Reason::granted:
        state.phase = Phase::stopped;
        if (state.earliest > state.clock)
            grant_ends_[node].count(GrantEnd::idle);
        else
            grant_ends_[node].count(limit.why, limit.by);
        break;
    case Stop::Reason::access:
        state.phase = Phase::access_issued;
        grant_ends_[node].count(GrantEnd::access);
        break;
    case Stop::Reason::off:
        // Somebody starts it again, maybe because it asked for that.
        state.phase = state.start_at == never ? Phase::off : Phase::held;
        grant_ends_[node].count(GrantEnd::off);
        break;
    }
    // What this stretch of execution may still see of the others' stores, and they of its.
    for (std::size_t other = 0; other < nodes_.size() && takes_turns(node); ++other) {
        const bool meets = other != node && takes_turns(other);
        const VirtualTime theirs = meets ? due(states_[other]) : never;
        if (theirs != never)
            max_skew_ = std::max(max_skew_, state.clock - theirs);
    }
}

VirtualTime Conductor::now() const {
    VirtualTime earliest = hardware_.next_event();
    for (const State& state : states_)
        earliest = std::min(earliest, due(state));
    return earliest == never ? hardware_.now() : std::max(earliest, hardware_.now());
}

std::map<std::string, std::uint64_t> Conductor::grant_ends(std::size_t node) const {
    const GrantEnds& ends = grant_ends_[node];
    std::map<std::string, std::uint64_t> counts = {
        {"access", ends.of(GrantEnd::access)},
        {"idle", ends.of(GrantEnd::idle)},
        {"off", ends.of(GrantEnd::off)},
        {"next event of the hardware", ends.of(GrantEnd::hardware)},
        {"a device reads or writes its memory", ends.of(GrantEnd::touch)},
        {"held in reset", ends.of(GrantEnd::hold)},
        {"lockstep", ends.of(GrantEnd::step)},
        {"snapshot", ends.of(GrantEnd::meeting)},
        {"end of the simulation", ends.of(GrantEnd::last)},
    };
    for (std::size_t other = 0; other < nodes_.size(); ++other) {
        const std::string& name = nodes_[other]->name();
        counts[fmt::format("{} may act (lookahead {})", name, text(lookahead(other, node)))] =
            other == node ? 0 : ends.of(GrantEnd::other, other);
        counts["turn of " + name] = ends.of(GrantEnd::turn, other);
    }
    for (auto reason = counts.begin(); reason != counts.end();)
        reason = reason->second == 0 ? counts.erase(reason) : std::next(reason);
    return counts;
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

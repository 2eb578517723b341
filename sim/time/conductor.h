// SPDX-License-Identifier: BSD-3-Clause
//
// The conductor keeps hardware (SystemC) and nodes (processors) in one exact virtual time. Whoever
// can act first acts first; a node is let run only as far as nothing can reach it (its *grant*).
// How far that is follows from what the others may do next, and from the least latency on the way
// (lookahead).
//
// Nodes that share memory directly see each other's stores without any latency in between, so the
// order in which they run is the order of their stores. They take turns, in windows of virtual
// time: in each window the node with the lower index goes first. Two nodes that both run are thus
// never more than a window apart; a node whose partners idle runs through many windows at once,
// which changes nothing for the idle ones.
//
// The order of all that happens is a pure function of the inputs: ties are broken by hardware
// before nodes, then by node index. Host scheduling has no say: the conductor waits for one node at
// a time. Nor has the number of stops: in lockstep each node stops also where it need not, and the
// result is the same.
#pragma once

#include "sim/time/grant_end.h"
#include "sim/time/late.h"
#include "sim/time/virtual_time.h"

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace ampsim::time {

/// The hardware between the processors, as the conductor drives it.
class Hardware {
public:
    virtual ~Hardware() = default;
    virtual VirtualTime now() const = 0;
    virtual VirtualTime next_event() const = 0; ///< `never` when nothing is pending
    /// Executes everything up to and including `until`; afterwards now() == until.
    virtual void advance(VirtualTime until) = 0;
    /// The next instant at which the hardware itself reads or writes memory that the node sees
    /// directly: the node has to have run up to there, and not beyond.
    virtual VirtualTime next_touch(std::size_t /*node*/) const { return never; }
};

/// What a node says when it stops.
struct Stop {
    enum class Reason {
        granted, ///< the grant is used up, or every processor waits for an interrupt
        access,  ///< an access to the hardware was issued, and its answer is waited for
        off,     ///< the guest has switched itself off
    };
    Reason reason = Reason::granted;
    VirtualTime now{};      ///< the node's clock
    VirtualTime earliest{}; ///< granted: first instant at which it can act without input (>= now)
};

/// A node as the conductor sees it. It is always stopped, except within run() and restart().
class Processor {
public:
    virtual ~Processor() = default;
    virtual const std::string& name() const = 0;
    /// Hands over what has been queued for it (answers, line changes) and lets it run: nothing
    /// reaches it before `until`.
    virtual Stop run(VirtualTime until) = 0;
    /// Resets it, moves its clock to `at` and lets it run.
    virtual Stop restart(VirtualTime at, VirtualTime until) = 0;
    /// Starts the access that it stopped for, now, in the hardware; Conductor::answered() ends it.
    virtual void begin_access() = 0;
};

/// How nodes that share memory directly take turns.
struct Turns {
    /// Length of a turn; never: no memory is shared, and nodes go in the order of their clocks. At
    /// most the lookahead from any node to one with a lower index.
    VirtualTime window = never;
    /// Least time from the issue of a node's access to its arrival at the hardware.
    std::function<VirtualTime(std::size_t node)> least_arrival;
    /// Least time from the issue of a node's access to its processor's next instruction.
    std::function<VirtualTime(std::size_t node)> least_stall;
    /// Whether a node sees direct memory; the others take no turns. Empty: all do.
    std::function<bool(std::size_t node)> shares = {};
};

class Conductor {
public:
    /// Least time from an action of node `from` to its effect at node `to`; at least 1 ns. Asked
    /// once: it does not change but with change().
    using Lookahead = std::function<VirtualTime(std::size_t from, std::size_t to)>;
    /// Least time from an event in the hardware to its effect at a node; may be 0.
    using Reach = std::function<VirtualTime(std::size_t to)>;

    Conductor(Hardware& hardware, std::vector<Processor*> nodes, const Lookahead& lookahead,
              Reach reach, Turns turns = {});
    Conductor(const Conductor&) = delete;
    Conductor& operator=(const Conductor&) = delete;
    virtual ~Conductor() = default;

    /// Grants go beyond what can reach a node: what does so late is written down. An exact node's
    /// last instruction may end behind its grant, and that is not late.
    void record_late() { records_late_ = true; }
    /// From now on no grant goes beyond the next multiple of `step`.
    void lockstep(VirtualTime step) { lockstep_ = step; }

    /// Nothing happens at or behind `at` until everything before it has happened, and go_on() or
    /// another meet() is called. No node may have executed what is behind it already.
    void meet(VirtualTime at);
    /// The same, where some may have executed what is behind it: they wait for the others.
    void stop_at(VirtualTime at) { meeting_ = at; }
    /// All nodes have stopped there, and the hardware acts no sooner: step() has nothing to do.
    bool have_met() const;
    void go_on() { meeting_ = never; }
    /// Its last stop was none for an access, and it is not off: its state can be saved.
    bool is_at_rest(std::size_t node) const { return states_[node].rests; }
    /// While they meet: from there on other latencies hold.
    void change(const Lookahead& lookahead, VirtualTime window);

    /// The node's access has been answered: its processor goes on at `at`.
    void answered(std::size_t node, VirtualTime at);
    /// Something (a line change) reaches the node at `at`: an idle node may act from then on.
    void reaches(std::size_t node, VirtualTime at);
    /// The node does not run past `at`, until start().
    void hold(std::size_t node, VirtualTime at);
    /// A held node is reset and runs from `at`.
    void start(std::size_t node, VirtualTime at);

    /// One step: either the hardware's next instant, or one access begins, or one node runs to its
    /// next stop. Throws SimulationError when nothing can happen any more (deadlock), naming who
    /// waits for what.
    void step();

    /// The instant up to which everything has happened.
    VirtualTime now() const;
    bool is_off(std::size_t node) const { return states_[node].phase == Phase::off; }
    std::uint64_t grants() const { return grants_; }
    /// Why the node's grants ended, and how often: "access", "idle", "rtos may act (lookahead 108
    /// ns)", "turn of rtos", ...
    std::map<std::string, std::uint64_t> grant_ends(std::size_t node) const;
    /// Largest distance of two running nodes' clocks so far: what direct shared memory may see
    /// early or late.
    VirtualTime max_skew() const { return max_skew_; }
    /// What a node does: "running", "idle until 1200 ns", "held in reset".
    std::string state(std::size_t node) const;
    /// Who waits for what, one line per node.
    std::string describe() const;
    /// What took effect too late, in the order in which it was found. None with exact grants.
    const std::vector<Late>& late() const { return late_; }

protected:
    enum class Phase { stopped, access_issued, access_in_flight, held, off };
    struct State {
        Phase phase = Phase::stopped;
        VirtualTime clock{};
        VirtualTime executed{}; ///< what it has executed: behind the clock while it is stalled
        VirtualTime earliest{};
        VirtualTime reached = never; ///< earliest input on its way
        VirtualTime hold_at = never;
        VirtualTime start_at = never;
        bool rests = true;
    };

    const State& state_of(std::size_t node) const { return states_[node]; }
    /// When the node is to be run, or its access to begin; never: not yet.
    virtual VirtualTime due(const State& state) const { return acts_at(state); }
    /// How far the node may run; nothing, when that is not beyond due().
    virtual Limit grant_for(std::size_t node) const;

private:
    VirtualTime lookahead(std::size_t from, std::size_t to) const {
        return lookahead_[from * nodes_.size() + to];
    }
    static bool has_access(const State& state);
    bool takes_turns(std::size_t node) const { return !turns_.shares || turns_.shares(node); }
    VirtualTime acts_at(const State& state) const;
    std::size_t next_in_turn() const;
    void take_late(std::size_t node, VirtualTime at);
    void take_lookahead(const Lookahead& lookahead);
    Limit limit_for(std::size_t node) const;
    VirtualTime first_arrival() const;
    VirtualTime turn_start(VirtualTime time) const;
    VirtualTime out_of_turn(std::size_t node, std::size_t other) const;
    void limit_to_turn(std::size_t node, Limit& limit) const;
    VirtualTime next_answer() const;
    VirtualTime earliest_instruction(std::size_t node) const;
    void run(std::size_t node);

    Hardware& hardware_;
    std::vector<Processor*> nodes_;
    std::vector<VirtualTime> lookahead_; ///< from each node to each other
    Reach reach_;
    Turns turns_;
    VirtualTime lockstep_ = never;
    VirtualTime meeting_ = never;
    std::vector<State> states_;
    bool records_late_ = false;
    std::vector<Late> late_;
    std::uint64_t grants_ = 0;
    std::vector<GrantEnds> grant_ends_;
    VirtualTime max_skew_{};
};

} // namespace ampsim::time

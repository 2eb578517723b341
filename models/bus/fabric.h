// SPDX-License-Identifier: BSD-3-Clause
//
// The bus as a queueing system: initiators, the bridges between clock domains, and the ports of the
// targets, in one discrete-event calculation of its own; no SystemC.
//
//   initiator: regulator, limit of outstanding -> [bridge] -> [bridge] -> port of the target
//
// It is calculated no further than somebody wants to know. Requests come from the owner, or from
// scripted traffic that the fabric itself carries on: as long as no request of the owner is on its
// way, a hundred thousand bursts are one call of settle().
//
// Instants. Everything that happens at an instant (arrivals, answers, ports that become free) comes
// first, then each port that may serve somebody decides. What a decision brings about is later than
// the instant, if only by a picosecond. settle(t) does all instants before t, and the owner submits
// at t: so a decision knows of all requests of its instant, in whatever order they were submitted.
#pragma once

#include "models/bus/clock.h"
#include "models/bus/port.h"
#include "models/bus/regulator.h"
#include "models/bus/traffic.h"

#include <memory>
#include <optional>
#include <queue>
#include <string>
#include <vector>

namespace ampsim::models::bus {

/// What separates two clock domains. What crosses it is served by its port of that direction, like
/// one of a target; then it waits for an edge of the slower of the two clocks, and passes the
/// synchroniser, whose cycles are of the clock that it comes to. Answers do so too, the other way.
struct BridgeParameters {
    Clock inner{100'000'000}; ///< of the domain behind the bridge, and of both of its ports
    Clock outer{200'000'000}; ///< of the bus
    unsigned synchroniser_cycles = 2;
    PortParameters port; ///< its clock is not used
};

struct InitiatorParameters {
    Rank rank;
    unsigned outstanding = 0; ///< requests on their way at the same time; 0: no limit
    Limit limit;
    std::optional<std::size_t> bridge; ///< it is behind this one
};

struct InitiatorCounters {
    std::uint64_t requests = 0; ///< that were let into the bus
    Picoseconds wait = 0;       ///< at ports, all together
    Picoseconds longest_wait = 0;
    Picoseconds held = 0; ///< by its regulator and its limit
    // Of scripted traffic alone, counted when the target's port has been given to it:
    std::uint64_t answered = 0;
    std::uint64_t bytes = 0;
    Picoseconds latency = 0; ///< from issue to answer, all together
    Picoseconds longest_latency = 0;
};

class Fabric {
public:
    Fabric() = default;
    Fabric(const Fabric&) = delete;
    Fabric& operator=(const Fabric&) = delete;

    // --- Before anything is submitted. Indices count from 0.
    std::size_t add_bridge(const std::string& name, const BridgeParameters& parameters,
                           std::unique_ptr<Arbiter> in, std::unique_ptr<Arbiter> out);
    std::size_t add_target(const std::string& name, const PortParameters& parameters,
                           std::unique_ptr<Arbiter> arbiter,
                           std::optional<std::size_t> bridge = std::nullopt);
    std::size_t add_initiator(const std::string& name, const InitiatorParameters& parameters);
    /// The initiator is scripted: `request` and `response` are its way to the bus and back.
    void drive(std::size_t initiator, std::size_t target, const TrafficParameters& traffic,
               Picoseconds request, Picoseconds response);

    // --- Time. What is submitted is so at an instant up to which, itself not included, all is
    // settled.
    using Ticket = std::size_t;
    Ticket submit(Picoseconds now, std::size_t initiator, std::size_t target, const Access& access);
    /// A request that has got through: it takes effect at the target at `at`, or at once when that
    /// is over.
    struct Delivery {
        Ticket ticket = 0;
        Picoseconds at = 0;
    };
    /// The target has answered what was delivered, or will at `at`. Returns when the answer has
    /// come over the bridges, and forgets the ticket.
    Picoseconds answered(Ticket ticket, Picoseconds at);
    /// All that happens before `end`.
    void settle(Picoseconds end);
    /// Those that got through since the last call, in the order of time, then of targets.
    std::vector<Delivery> take_deliveries();
    /// No request of the owner gets through before; never: there is none that could, as things are.
    /// `now`: all before is settled.
    Picoseconds next_delivery(Picoseconds now) const;

    std::size_t ports() const { return ports_.size(); }
    const Port& port(std::size_t index) const { return *ports_.at(index); }
    /// Of a target.
    const Port& target(std::size_t index) const { return *ports_.at(targets_.at(index).port); }
    std::size_t initiators() const { return initiators_.size(); }
    const std::string& initiator_name(std::size_t index) const {
        return initiators_.at(index).name;
    }
    const InitiatorCounters& initiator(std::size_t index) const {
        return initiators_.at(index).counters;
    }

private:
    /// A port that a request passes, and the way from there.
    struct Hop {
        std::size_t port = 0;
        const BridgeParameters* bridge = nullptr; ///< null: the target is behind the port
        bool inward = false;
    };
    struct Route {
        Hop hops[3];
        std::size_t count = 0;
    };
    struct Bridge {
        BridgeParameters parameters;
        std::size_t in = 0;
        std::size_t out = 0;
    };
    struct Target {
        std::size_t port = 0;
        std::optional<std::size_t> bridge;
    };
    struct Script {
        Traffic traffic;
        std::size_t target = 0;
        Picoseconds request = 0;
        Picoseconds response = 0;
    };
    struct Initiator {
        std::string name;
        InitiatorParameters parameters;
        Regulator regulator;
        std::deque<Ticket> held;
        unsigned in_flight = 0;
        bool is_awaited = false;         ///< an event will look at the regulator again
        Picoseconds admitted_at = never; ///< then
        std::unique_ptr<Script> script;
        InitiatorCounters counters;
    };
    enum class Place { free, held, crossing, queued, delivered };
    struct Request {
        Place place = Place::free;
        bool scripted = false;
        std::size_t initiator = 0;
        std::size_t target = 0;
        Access access;
        std::size_t hop = 0;
        Picoseconds issued = 0;
        Picoseconds at = 0; ///< of its last arrival, or of the next one
        Route route;
    };
    struct Event {
        enum class Kind {
            issue,    ///< of an initiator's script, at the bus
            admit,    ///< an initiator's regulator may let something through
            returned, ///< something of an initiator has been answered
            arrival,  ///< of a request at its next port
            free,     ///< a port is to be asked
            answer,   ///< to something that a port has served
        };
        Picoseconds at = 0;
        Kind kind = Kind::issue;
        std::size_t subject = 0;
        std::uint64_t sequence = 0;
        bool operator>(const Event& other) const {
            return at != other.at ? at > other.at : sequence > other.sequence;
        }
    };

    Route route(const Initiator& from, const Target& to) const;
    Ticket make_request();
    void forget(Ticket ticket);
    void happen(const Event& event);
    void issue(std::size_t initiator, Picoseconds now);
    void admit(std::size_t initiator, Picoseconds now);
    void arrive(Ticket ticket, Picoseconds now);
    void serve(std::size_t port, Picoseconds now);
    void get_through(Ticket ticket, Picoseconds at);
    Picoseconds answer(Ticket ticket, Picoseconds at);
    void ask(std::size_t port, Picoseconds now);
    Picoseconds next_instant() const;
    void schedule(Picoseconds at, Event::Kind kind, std::size_t subject) {
        events_.push({at, kind, subject, scheduled_++});
    }

    std::vector<std::unique_ptr<Port>> ports_;
    std::vector<std::unique_ptr<Bridge>> bridges_;
    std::vector<Target> targets_;
    std::vector<Initiator> initiators_;
    std::vector<Rank> ranks_;
    std::vector<Request> requests_;
    std::vector<Ticket> free_;
    std::vector<Ticket> owners_; ///< requests of the owner that have not got through
    std::vector<Delivery> deliveries_;
    std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
    std::uint64_t scheduled_ = 0;
    std::vector<std::size_t> deciding_;
    std::vector<std::size_t> asked_; ///< ports that decide at `asked_at_`
    std::vector<bool> is_asked_;
    Picoseconds asked_at_ = never;
};

} // namespace ampsim::models::bus

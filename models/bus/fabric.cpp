// SPDX-License-Identifier: BSD-3-Clause
#include "models/bus/fabric.h"

#include <algorithm>
#include <utility>

namespace ampsim::models::bus {

namespace {

/// When what comes to the bridge at `at` is on the other side.
Picoseconds cross(const BridgeParameters& bridge, bool inward, Picoseconds at) {
    const Clock& slower = bridge.inner.hertz() < bridge.outer.hertz() ? bridge.inner : bridge.outer;
    const Clock& entered = inward ? bridge.inner : bridge.outer;
    return slower.edge_at_or_after(at) + entered.cycles(bridge.synchroniser_cycles);
}

} // namespace

// --- Elaboration ---------------------------------------------------------------------------------

std::size_t Fabric::add_bridge(const std::string& name, const BridgeParameters& parameters,
                               std::unique_ptr<Arbiter> in, std::unique_ptr<Arbiter> out) {
    auto bridge = std::make_unique<Bridge>();
    bridge->parameters = parameters;
    bridge->parameters.port.clock = parameters.inner;
    bridge->in = ports_.size();
    bridge->out = ports_.size() + 1;
    const PortParameters& port = bridge->parameters.port;
    ports_.push_back(std::make_unique<Port>(name + ".in", port, std::move(in)));
    ports_.push_back(std::make_unique<Port>(name + ".out", port, std::move(out)));
    is_asked_.resize(ports_.size());
    bridges_.push_back(std::move(bridge));
    return bridges_.size() - 1;
}

std::size_t Fabric::add_target(const std::string& name, const PortParameters& parameters,
                               std::unique_ptr<Arbiter> arbiter,
                               std::optional<std::size_t> bridge) {
    targets_.push_back({ports_.size(), bridge});
    ports_.push_back(std::make_unique<Port>(name, parameters, std::move(arbiter)));
    is_asked_.resize(ports_.size());
    return targets_.size() - 1;
}

std::size_t Fabric::add_initiator(const std::string& name, const InitiatorParameters& parameters) {
    initiators_.push_back(
        {name, parameters, Regulator(parameters.limit), {}, 0, false, never, nullptr, {}});
    ranks_.push_back(parameters.rank);
    return initiators_.size() - 1;
}

void Fabric::drive(std::size_t initiator, std::size_t target, const TrafficParameters& traffic,
                   Picoseconds request, Picoseconds response) {
    initiators_.at(initiator).script =
        std::make_unique<Script>(Script{Traffic(traffic), target, request, response});
    schedule(traffic.start + request, Event::Kind::issue, initiator);
}

/// Over the bridge that the initiator is behind and that of the target, unless it is the same.
Fabric::Route Fabric::route(const Initiator& from, const Target& to) const {
    Route route;
    const std::optional<std::size_t> out = from.parameters.bridge;
    if (out && out != to.bridge) {
        const Bridge& bridge = *bridges_[*out];
        route.hops[route.count++] = {bridge.out, &bridge.parameters, false};
    }
    if (to.bridge && out != to.bridge) {
        const Bridge& bridge = *bridges_[*to.bridge];
        route.hops[route.count++] = {bridge.in, &bridge.parameters, true};
    }
    route.hops[route.count++] = {to.port, nullptr, false};
    return route;
}

// --- Time ----------------------------------------------------------------------------------------

Picoseconds Fabric::next_instant() const {
    return std::min(asked_at_, events_.empty() ? never : events_.top().at);
}

void Fabric::settle(Picoseconds end) {
    for (Picoseconds now = next_instant(); now < end; now = next_instant()) {
        while (!events_.empty() && events_.top().at == now) {
            const Event event = events_.top();
            events_.pop();
            happen(event);
        }
        asked_at_ = never;
        deciding_.swap(asked_);
        for (const std::size_t port : deciding_) {
            is_asked_[port] = false;
            serve(port, now);
        }
        deciding_.clear();
    }
}

void Fabric::happen(const Event& event) {
    switch (event.kind) {
    case Event::Kind::issue:
        issue(event.subject, event.at);
        break;
    case Event::Kind::admit:
        initiators_[event.subject].is_awaited = false;
        admit(event.subject, event.at);
        break;
    case Event::Kind::returned:
        --initiators_[event.subject].in_flight;
        admit(event.subject, event.at);
        break;
    case Event::Kind::arrival:
        arrive(event.subject, event.at);
        break;
    case Event::Kind::answer:
        ports_[event.subject]->answered();
        ask(event.subject, event.at);
        break;
    case Event::Kind::free:
        ask(event.subject, event.at);
        break;
    }
}

/// The port decides at the end of this instant.
void Fabric::ask(std::size_t port, Picoseconds now) {
    asked_at_ = now;
    if (!is_asked_[port]) {
        is_asked_[port] = true;
        asked_.push_back(port);
    }
}

// --- Initiators ----------------------------------------------------------------------------------

Fabric::Ticket Fabric::make_request() {
    if (free_.empty()) {
        requests_.emplace_back();
        return requests_.size() - 1;
    }
    const Ticket ticket = free_.back();
    free_.pop_back();
    return ticket;
}

void Fabric::forget(Ticket ticket) {
    requests_[ticket].place = Place::free;
    free_.push_back(ticket);
}

Fabric::Ticket Fabric::submit(Picoseconds now, std::size_t initiator, std::size_t target,
                              const Access& access) {
    const Ticket ticket = make_request();
    requests_[ticket] = {
        Place::held, false,  initiator,
        target,      access, 0,
        now,         now,    route(initiators_.at(initiator), targets_.at(target))};
    owners_.push_back(ticket);
    initiators_[initiator].held.push_back(ticket);
    admit(initiator, now);
    return ticket;
}

/// A script's next burst, when it comes to the bus. What holds it up holds up those behind it:
/// there is one at a time.
void Fabric::issue(std::size_t initiator, Picoseconds now) {
    Script& script = *initiators_[initiator].script;
    const Picoseconds issued = now - script.request;
    if (issued >= script.traffic.parameters().stop) {
        return;
    }
    const Ticket ticket = make_request();
    requests_[ticket] = {Place::held,
                         true,
                         initiator,
                         script.target,
                         script.traffic.next_access(),
                         0,
                         issued,
                         now,
                         route(initiators_[initiator], targets_[script.target])};
    initiators_[initiator].held.push_back(ticket);
    admit(initiator, now);
}

/// Lets go on what the regulator and the limit let go on.
void Fabric::admit(std::size_t initiator, Picoseconds now) {
    Initiator& from = initiators_[initiator];
    const unsigned limit = from.parameters.outstanding;
    while (!from.held.empty() && (limit == 0 || from.in_flight < limit)) {
        const Ticket ticket = from.held.front();
        Request& request = requests_[ticket];
        const Picoseconds at = from.regulator.admits_at(now, request.access.bytes);
        if (at > now) {
            if (!from.is_awaited || at < from.admitted_at) {
                from.is_awaited = true;
                from.admitted_at = at;
                schedule(at, Event::Kind::admit, initiator);
            }
            return;
        }
        from.held.pop_front();
        from.regulator.take(now, request.access.bytes);
        ++from.in_flight;
        ++from.counters.requests;
        from.counters.held += now - request.at;
        if (request.scripted) {
            request.issued = now - from.script->request;
            schedule(now + from.script->traffic.next_gap(), Event::Kind::issue, initiator);
        }
        arrive(ticket, now);
    }
}

// --- Ports ---------------------------------------------------------------------------------------

void Fabric::arrive(Ticket ticket, Picoseconds now) {
    Request& request = requests_[ticket];
    request.place = Place::queued;
    request.at = now;
    const std::size_t port = request.route.hops[request.hop].port;
    ports_[port]->arrive(ticket, request.initiator, request.access, now);
    ask(port, now);
}

void Fabric::serve(std::size_t index, Picoseconds now) {
    Port& port = *ports_[index];
    const std::optional<Port::Served> served = port.serve(now, ranks_);
    if (!served) {
        if (port.ask_again() > now && port.ask_again() != never) {
            schedule(port.ask_again(), Event::Kind::free, index);
        }
        return;
    }
    schedule(served->until, Event::Kind::free, index);
    InitiatorCounters& counters = initiators_[served->initiator].counters;
    counters.wait += served->waited;
    counters.longest_wait = std::max(counters.longest_wait, served->waited);
    Request& request = requests_[served->ticket];
    const Hop& hop = request.route.hops[request.hop];
    if (hop.bridge == nullptr) {
        get_through(served->ticket, served->until);
        return;
    }
    ++request.hop;
    request.place = Place::crossing;
    request.at = cross(*hop.bridge, hop.inward, served->until);
    schedule(request.at, Event::Kind::arrival, served->ticket);
}

void Fabric::get_through(Ticket ticket, Picoseconds at) {
    Request& request = requests_[ticket];
    if (!request.scripted) {
        request.place = Place::delivered;
        deliveries_.push_back({ticket, at});
        owners_.erase(std::find(owners_.begin(), owners_.end(), ticket));
        return;
    }
    const PortParameters& port = ports_[targets_[request.target].port]->parameters();
    answer(ticket, at + (request.access.write ? port.write_latency : port.read_latency));
}

Picoseconds Fabric::answered(Ticket ticket, Picoseconds at) {
    return answer(ticket, at);
}

/// On its way back it makes room wherever it has taken some.
Picoseconds Fabric::answer(Ticket ticket, Picoseconds at) {
    const Request request = requests_[ticket];
    for (std::size_t i = request.route.count; i > 0; --i) {
        const Hop& hop = request.route.hops[i - 1];
        if (hop.bridge != nullptr) {
            at = cross(*hop.bridge, !hop.inward, at);
        }
        if (ports_[hop.port]->limits()) {
            schedule(at, Event::Kind::answer, hop.port);
        }
    }
    Initiator& from = initiators_[request.initiator];
    Picoseconds returned = at;
    if (request.scripted) {
        returned += from.script->response;
        const Picoseconds latency = returned - request.issued;
        returned += from.script->request; // what it makes room for has the way to the bus before it
        ++from.counters.answered;
        from.counters.bytes += request.access.bytes;
        from.counters.latency += latency;
        from.counters.longest_latency = std::max(from.counters.longest_latency, latency);
    }
    schedule(returned, Event::Kind::returned, request.initiator);
    forget(ticket);
    return at;
}

// --- What the owner wants to know ----------------------------------------------------------------

std::vector<Fabric::Delivery> Fabric::take_deliveries() {
    std::vector<Delivery> taken = std::exchange(deliveries_, {});
    std::sort(taken.begin(), taken.end(), [this](const Delivery& one, const Delivery& other) {
        const std::size_t target = requests_[one.ticket].target;
        return one.at != other.at ? one.at < other.at : target < requests_[other.ticket].target;
    });
    return taken;
}

Picoseconds Fabric::next_delivery(Picoseconds now) const {
    Picoseconds first = never;
    for (const Ticket ticket : owners_) {
        const Request& request = requests_[ticket];
        const Port& port = *ports_[request.route.hops[request.hop].port];
        const Initiator& from = initiators_[request.initiator];
        Picoseconds served = std::max(now, request.at);
        if (request.place == Place::queued) {
            served = std::max(served, port.busy_until());
            if (!is_asked_[request.route.hops[request.hop].port]) {
                served = std::max(served, port.ask_again());
            }
        }
        const bool is_held = request.place == Place::held;
        if (is_held && from.is_awaited) {
            served = std::max(served, from.admitted_at);
        } else if (is_held || (request.place == Place::queued && port.is_full())) {
            served = std::max(served, next_instant()); // nothing changes before
        }
        if (served != never) {
            first = std::min(first, served + port.transfer(request.access));
        }
    }
    return first;
}

} // namespace ampsim::models::bus

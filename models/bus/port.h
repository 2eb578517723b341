// SPDX-License-Identifier: BSD-3-Clause
//
// A port: what several initiators share, in front of a target or at a bridge. It serves one request
// at a time, for as many cycles of its clock as the request has beats, and some more. Those that
// wait do so in one queue for each initiator, and a policy says who is next. A port that has a
// limit serves nobody while so many of those that it has served are not answered yet.
#pragma once

#include "models/bus/access.h"
#include "models/bus/arbiter.h"
#include "models/bus/dram.h"

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ampsim::models::bus {

struct PortParameters {
    unsigned width_bytes = 8;
    Clock clock{200'000'000};
    unsigned overhead_cycles = 0; ///< of each request, besides its beats
    unsigned outstanding = 0;     ///< served and not answered, at most; 0: no limit
    /// Of the target behind it, for what is answered without asking it (traffic.h).
    Picoseconds read_latency = 0;
    Picoseconds write_latency = 0;
    std::optional<DramParameters> dram; ///< the target is a DRAM
};

struct PortCounters {
    std::uint64_t requests = 0;
    std::uint64_t bytes = 0;
    Picoseconds busy = 0;
    std::uint64_t waited = 0; ///< requests that were not served at once
    Picoseconds wait = 0;
    Picoseconds longest_wait = 0;
    std::uint64_t longest_queue = 0; ///< that waited at the same time
};

/// The part of an initiator's settings that arbitration looks at.
struct Rank {
    unsigned priority = 0;
    unsigned weight = 1;
};

class Port {
public:
    using Ticket = std::size_t; ///< what the owner calls a request

    Port(std::string name, const PortParameters& parameters, std::unique_ptr<Arbiter> arbiter);

    void arrive(Ticket ticket, std::size_t initiator, const Access& access, Picoseconds now);

    struct Served {
        Ticket ticket = 0;
        std::size_t initiator = 0;
        Picoseconds waited = 0;
        Picoseconds until = 0; ///< the port is busy; after `now`
    };
    /// Serves the next one, if there is one, the port is free and the policy says so.
    std::optional<Served> serve(Picoseconds now, const std::vector<Rank>& ranks);
    /// One that was served has been answered.
    void answered() { --unanswered_; }

    bool limits() const { return parameters_.outstanding != 0; }
    bool is_full() const { return limits() && unanswered_ >= parameters_.outstanding; }
    Picoseconds busy_until() const { return busy_until_; }
    /// When the policy, which served nobody, wants to be asked again; 0: it served somebody.
    Picoseconds ask_again() const { return ask_again_; }
    /// For which an access occupies the port at least.
    Picoseconds transfer(const Access& access) const;

    const std::string& name() const { return name_; }
    const PortParameters& parameters() const { return parameters_; }
    const PortCounters& counters() const { return counters_; }
    const Dram* dram() const { return dram_ ? &*dram_ : nullptr; }

private:
    struct Waiting {
        Ticket ticket;
        Access access;
        Picoseconds arrival;
    };

    std::string name_;
    PortParameters parameters_;
    std::unique_ptr<Arbiter> arbiter_;
    std::optional<Dram> dram_;
    std::vector<std::deque<Waiting>> queues_; ///< by initiator
    std::vector<Candidate> candidates_;       ///< room for the next decision
    std::size_t waiting_ = 0;
    Picoseconds busy_until_ = 0;
    Picoseconds ask_again_ = 0;
    unsigned unanswered_ = 0;
    PortCounters counters_;
};

} // namespace ampsim::models::bus

// SPDX-License-Identifier: BSD-3-Clause
#include "models/bus/port.h"

#include <algorithm>
#include <utility>

namespace ampsim::models::bus {

Port::Port(std::string name, const PortParameters& parameters, std::unique_ptr<Arbiter> arbiter)
    : name_(std::move(name)), parameters_(parameters), arbiter_(std::move(arbiter)) {
    if (parameters_.dram) {
        dram_.emplace(*parameters_.dram);
    }
}

void Port::arrive(Ticket ticket, std::size_t initiator, const Access& access, Picoseconds now) {
    if (queues_.size() <= initiator) {
        queues_.resize(initiator + 1);
    }
    queues_[initiator].push_back({ticket, access, now});
    ++waiting_;
}

Picoseconds Port::transfer(const Access& access) const {
    const unsigned width = parameters_.width_bytes;
    const std::uint64_t beats =
        std::max<std::uint64_t>(1, (access.offset % width + access.bytes + width - 1) / width);
    return parameters_.clock.cycles(beats + parameters_.overhead_cycles);
}

std::optional<Port::Served> Port::serve(Picoseconds now, const std::vector<Rank>& ranks) {
    if (waiting_ == 0 || now < busy_until_ || is_full()) {
        return std::nullopt;
    }
    candidates_.clear();
    for (std::size_t initiator = 0; initiator < queues_.size(); ++initiator) {
        if (!queues_[initiator].empty()) {
            const Waiting& first = queues_[initiator].front();
            const Picoseconds rows = dram_ ? dram_->cost(now, first.access) : 0;
            candidates_.push_back({initiator, first.arrival, rows + transfer(first.access),
                                   ranks[initiator].priority, ranks[initiator].weight});
        }
    }
    const Choice choice = arbiter_->choose(now, candidates_);
    ask_again_ = choice.winner ? 0 : choice.ask_again;
    if (!choice.winner) {
        counters_.longest_queue = std::max<std::uint64_t>(counters_.longest_queue, waiting_);
        return std::nullopt;
    }
    const Candidate& winner = candidates_[*choice.winner];
    const Waiting served = queues_[winner.initiator].front();
    queues_[winner.initiator].pop_front();
    --waiting_;
    ++unanswered_;
    if (dram_) {
        dram_->begin(now, served.access, transfer(served.access));
    }
    busy_until_ = now + winner.service;
    const Picoseconds waited = now - served.arrival;
    ++counters_.requests;
    counters_.bytes += served.access.bytes;
    counters_.busy += winner.service;
    counters_.waited += waited > 0 ? 1 : 0;
    counters_.wait += waited;
    counters_.longest_wait = std::max(counters_.longest_wait, waited);
    counters_.longest_queue = std::max<std::uint64_t>(counters_.longest_queue, waiting_);
    return Served{served.ticket, winner.initiator, waited, busy_until_};
}

} // namespace ampsim::models::bus

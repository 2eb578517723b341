// SPDX-License-Identifier: BSD-3-Clause
#include "models/bus/arbiters.h"

#include <algorithm>
#include <utility>

namespace ampsim::models::bus {

namespace {

/// Index of the first candidate whose initiator comes after `last`, going round.
std::size_t next_after(std::optional<std::size_t> last, const std::vector<Candidate>& waiting) {
    const auto next =
        std::find_if(waiting.begin(), waiting.end(), [last](const Candidate& candidate) {
            return last && candidate.initiator > *last;
        });
    return next == waiting.end() ? 0 : static_cast<std::size_t>(next - waiting.begin());
}

} // namespace

Choice FixedPriority::choose(Picoseconds /*now*/, const std::vector<Candidate>& waiting) {
    const auto first = std::min_element(
        waiting.begin(), waiting.end(), [](const Candidate& one, const Candidate& other) {
            return one.priority != other.priority ? one.priority > other.priority
                                                  : one.arrival < other.arrival;
        });
    return {static_cast<std::size_t>(first - waiting.begin())};
}

Choice RoundRobin::choose(Picoseconds /*now*/, const std::vector<Candidate>& waiting) {
    const std::size_t winner = next_after(last_, waiting);
    last_ = waiting[winner].initiator;
    return {winner};
}

Choice Weighted::choose(Picoseconds /*now*/, const std::vector<Candidate>& waiting) {
    if (turn_ && left_ > 0) {
        const auto same =
            std::find_if(waiting.begin(), waiting.end(), [this](const Candidate& candidate) {
                return candidate.initiator == *turn_;
            });
        if (same != waiting.end()) {
            --left_;
            return {static_cast<std::size_t>(same - waiting.begin())};
        }
    }
    const std::size_t winner = next_after(turn_, waiting);
    turn_ = waiting[winner].initiator;
    left_ = waiting[winner].weight - 1;
    return {winner};
}

Tdma::Tdma(Picoseconds length, std::vector<std::size_t> slots)
    : length_(length), slots_(std::move(slots)) {}

/// Start of the first one that begins after `now`; never: it has none.
Picoseconds Tdma::next_slot_of(std::size_t initiator, Picoseconds now) const {
    const Picoseconds current = now / length_;
    for (std::size_t ahead = 1; ahead <= slots_.size(); ++ahead) {
        if (slots_[(current + ahead) % slots_.size()] == initiator) {
            return (current + ahead) * length_;
        }
    }
    return never;
}

Choice Tdma::choose(Picoseconds now, const std::vector<Candidate>& waiting) {
    const std::size_t owner = slots_[now / length_ % slots_.size()];
    const Picoseconds left = length_ - now % length_;
    Choice choice;
    for (std::size_t i = 0; i < waiting.size(); ++i) {
        const bool fits = waiting[i].service <= left || waiting[i].service > length_;
        if (waiting[i].initiator == owner && fits) {
            return {i};
        }
        choice.ask_again = std::min(choice.ask_again, next_slot_of(waiting[i].initiator, now));
    }
    return choice;
}

} // namespace ampsim::models::bus

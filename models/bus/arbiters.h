// SPDX-License-Identifier: BSD-3-Clause
//
// The arbitration policies. Each of them has a bound for what an initiator waits at most, in
// docs/models/bus.md; none of them interrupts a request that is being served.
#pragma once

#include "models/bus/arbiter.h"

#include <memory>
#include <string>
#include <vector>

namespace ampsim::models::bus {

/// The highest priority; of equal ones who came first, then the lowest initiator.
class FixedPriority : public Arbiter {
public:
    Choice choose(Picoseconds now, const std::vector<Candidate>& waiting) override;
};

/// The next initiator after the one that was served last.
class RoundRobin : public Arbiter {
public:
    Choice choose(Picoseconds now, const std::vector<Candidate>& waiting) override;

private:
    std::optional<std::size_t> last_;
};

/// Round robin in which an initiator's turn is as many requests as its weight says. A turn ends
/// early when the initiator has nothing waiting.
class Weighted : public Arbiter {
public:
    Choice choose(Picoseconds now, const std::vector<Candidate>& waiting) override;

private:
    std::optional<std::size_t> turn_;
    unsigned left_ = 0;
};

/// Time is divided into slots of equal length, from time 0 on, and each belongs to one initiator. A
/// request starts in a slot of its own, and only if it ends there; one that is longer than any slot
/// starts in a slot of its own and delays the next. What is not used is lost.
class Tdma : public Arbiter {
public:
    /// `slots`: whose each is, in turn; not empty. `length` is not 0.
    Tdma(Picoseconds length, std::vector<std::size_t> slots);
    Choice choose(Picoseconds now, const std::vector<Candidate>& waiting) override;

private:
    Picoseconds next_slot_of(std::size_t initiator, Picoseconds now) const;

    Picoseconds length_;
    std::vector<std::size_t> slots_;
};

} // namespace ampsim::models::bus

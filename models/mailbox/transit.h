// SPDX-License-Identifier: BSD-3-Clause
//
// What one side of a mailbox did and the others do not know yet: signals on their way, each there
// one latency after it was sent. Without latency a signal takes one delta cycle, so that it never
// matters in which order the accesses of one instant are executed.
//
// Signals arrive in the order in which they were sent, also when the latency has become shorter.
#pragma once

#include "models/latency.h"

#include <cstdint>
#include <deque>
#include <systemc>
#include <utility>

namespace ampsim::models {

template <typename Signal>
class Transit {
public:
    /// Of an event that a method process waits for: it calls deliver(), then wake().
    sc_core::sc_event& arrival() { return arrival_; }

    void send(Signal signal, const sc_core::sc_time& latency) {
        const sc_core::sc_time due = in_order(
            latency, on_their_way_.empty() ? sc_core::SC_ZERO_TIME : on_their_way_.back().due);
        on_their_way_.push_back({std::move(signal), due, sc_core::sc_delta_count()});
        arrival_.notify(due - sc_core::sc_time_stamp()); // an earlier one stands
    }

    /// Calls take(signal) for each that has arrived by now, in order.
    template <typename Take>
    void deliver(Take take) {
        while (!on_their_way_.empty() && has_arrived(on_their_way_.front())) {
            const Signal signal = std::move(on_their_way_.front().signal);
            on_their_way_.pop_front();
            take(signal);
        }
    }

    /// Has the event come when the next one is due.
    void wake() {
        if (!on_their_way_.empty()) {
            arrival_.notify(on_their_way_.front().due - sc_core::sc_time_stamp());
        }
    }

private:
    struct Sent {
        Signal signal;
        sc_core::sc_time due;
        std::uint64_t in_delta;
    };

    static bool has_arrived(const Sent& sent) {
        return sent.due <= sc_core::sc_time_stamp() && sent.in_delta < sc_core::sc_delta_count();
    }

    std::deque<Sent> on_their_way_;
    sc_core::sc_event arrival_;
};

} // namespace ampsim::models

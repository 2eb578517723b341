// SPDX-License-Identifier: BSD-3-Clause
//
// An edge-triggered interrupt line: each message that arrives raises it for the length of a pulse.
// What arrives while it is high adds nothing: the edge that there was stands for it too.
#pragma once

#include "models/latency.h"

#include <cstdint>
#include <systemc>

namespace ampsim::models {

class Pulse : public sc_core::sc_module {
public:
    /// `length` may be zero: the line rises and falls within one instant.
    Pulse(sc_core::sc_module_name name, const Latency& length);

    sc_core::sc_out<bool> line{"line"};

    /// A message that arrives after `delay`. Any number may be on their way.
    void trigger(sc_core::sc_time delay);

    std::uint64_t pulses() const { return pulses_; }       ///< rising edges
    std::uint64_t coalesced() const { return coalesced_; } ///< arrived while the line was high

private:
    void on_arrival();
    void drive();

    Latency length_;
    sc_core::sc_event_queue arrivals_{"arrivals"};
    sc_core::sc_event refresh_;
    sc_core::sc_event end_;
    bool wanted_ = false;         // an edge that is still to come
    sc_core::sc_time high_until_; // while the line is high
    std::uint64_t pulses_ = 0;
    std::uint64_t coalesced_ = 0;
};

} // namespace ampsim::models

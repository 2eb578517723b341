// SPDX-License-Identifier: BSD-3-Clause
//
// A run ends with the first instant at which its end event is known: that of the event, or of the
// answer when it is an access. When the hub hears of it, some nodes are not there yet, and others
// are past it. The former go on until there, what the latter did behind it is taken back: what is
// in the trace follows from the inputs, and not from who was let run how far.
#include "sim/hub/simulation.h"

#include <algorithm>

namespace ampsim::hub {

/// After each step of the conductor.
void Simulation::look_for_end() {
    if (end_ == never && recorder_.count(ended_) > 0) {
        end_ = std::max(recorder_.first(ended_), hardware_->now());
        conductor_->stop_at(end_ + VirtualTime{1});
    }
}

void Simulation::end_trace() {
    for (const measure::Event& event : recorder_.trace().end_at(end_)) {
        if (event.kind == measure::EventKind::mark) {
            --nodes_[event.track].marks;
        }
    }
}

} // namespace ampsim::hub

// SPDX-License-Identifier: BSD-3-Clause
//
// A conductor that grants every node the same fixed quantum, whatever can reach it: the usual way
// of loosely timed simulators, faster where nodes are busy, and wrong by a known amount. What
// reaches a node in its past takes effect at its next stop, and is written down (Late). The order
// of everything is still a pure function of the inputs, and so is the error.
//
// Quanta are a grid: each grant ends at the next multiple of the quantum. In each quantum the node
// with the lower index goes first. A node that idles is run to the end of the quantum like any
// other. Accesses are exact toward the hardware, which still executes nothing before the last node
// has come to it.
#pragma once

#include "sim/time/conductor.h"

namespace ampsim::time {

class QuantumConductor : public Conductor {
public:
    /// `quantum` > 0. `shares` as in Turns.
    QuantumConductor(Hardware& hardware, std::vector<Processor*> nodes, VirtualTime quantum,
                     std::function<bool(std::size_t node)> shares = {});

protected:
    VirtualTime due(const State& state) const override;
    Limit grant_for(std::size_t node) const override;

private:
    VirtualTime quantum_;
};

} // namespace ampsim::time

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/time/quantum.h"

#include <algorithm>
#include <utility>

namespace ampsim::time {

namespace {

VirtualTime nothing(std::size_t /*to*/) {
    return VirtualTime{0};
}

} // namespace

QuantumConductor::QuantumConductor(Hardware& hardware, std::vector<Processor*> nodes,
                                   VirtualTime quantum,
                                   std::function<bool(std::size_t node)> shares)
    : Conductor(
          hardware, std::move(nodes), [](std::size_t, std::size_t) { return VirtualTime{1}; },
          nothing, Turns{quantum, nothing, nothing, std::move(shares)}),
      quantum_(quantum) {
    record_late();
}

VirtualTime QuantumConductor::due(const State& state) const {
    if (state.phase == Phase::stopped && state.clock < state.hold_at)
        return state.clock; // idle or not
    // It may have run past the instant at which it is started again.
    return std::max(Conductor::due(state), state.clock);
}

Limit QuantumConductor::grant_for(std::size_t node) const {
    const VirtualTime start = due(state_of(node));
    Limit limit;
    limit.lower(start > never - quantum_ ? never : start - start % quantum_ + quantum_,
                GrantEnd::step);
    return limit;
}

} // namespace ampsim::time

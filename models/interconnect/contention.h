// SPDX-License-Identifier: BSD-3-Clause
//
// Contention on the interconnect: between SystemC, where accesses are threads that wait, and the
// fabric, which calculates who gets through when. An access takes effect at its target at the first
// whole nanosecond at which the last of its beats is through. Accesses of one nanosecond take
// effect one delta cycle after the other, in the order of those picoseconds, then of targets: the
// order of SystemC's processes has no say.
#pragma once

#include "models/bus/fabric.h"

#include <map>
#include <systemc>
#include <tlm>
#include <utility>

namespace ampsim::models {

class Contention : public sc_core::sc_module {
public:
    explicit Contention(sc_core::sc_module_name name);

    /// Its targets and initiators have the indices that they have at the interconnect; behind the
    /// initiators may be scripted ones.
    bus::Fabric fabric;

    /// So many initiators of the interconnect contend, the first ones; the others pass at once.
    void know(std::size_t initiators) { known_ = initiators; }
    bool knows(std::size_t initiator) const { return initiator < known_; }
    /// From an SC_THREAD, in the instant in which the access comes to the bus: returns in that in
    /// which it takes effect at the target.
    bus::Fabric::Ticket pass(std::size_t initiator, std::size_t target, std::uint64_t offset,
                             const tlm::tlm_generic_payload& transaction);
    /// The target's answer is there after `delay`; adds the way back over bridges.
    void answered(bus::Fabric::Ticket ticket, sc_core::sc_time& delay);
    /// All that has happened up to now, this instant not included, is counted.
    void settle();

private:
    void wake();
    void collect();
    void schedule_wake();

    std::size_t known_ = 0;
    sc_core::sc_event due_;
    /// Those that are through, by when they take effect and then in the fabric's order.
    std::map<std::pair<bus::Picoseconds, std::uint64_t>, bus::Fabric::Ticket> through_;
    std::uint64_t collected_ = 0;
    std::map<bus::Fabric::Ticket, sc_core::sc_event*> waiting_;
};

} // namespace ampsim::models

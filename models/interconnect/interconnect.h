// SPDX-License-Identifier: BSD-3-Clause
//
// The interconnect: initiators on one side, targets on the other. Each initiator sees the targets
// through an address map of its own, and every access takes the time of its path: the initiator's
// request latency on the way to the target, its response latency on the way back, and what was
// added for this pair. Paths do not contend, unless contend() says how. An address that leads
// nowhere, or an access over the end of a window, is answered with TLM_ADDRESS_ERROR_RESPONSE after
// the initiator's own latencies. Direct memory access is never granted, so nothing passes
// uncounted. A gate, when there is one, is asked about each access that leads somewhere.
#pragma once

#include "models/access_counts.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <systemc>
#include <tlm>
#include <utility>
#include <vector>

namespace ampsim::models {

class Contention;

class Interconnect {
public:
    explicit Interconnect(std::string name);
    Interconnect(const Interconnect&) = delete;
    Interconnect& operator=(const Interconnect&) = delete;
    ~Interconnect();

    /// All of these before the simulation starts. Indices count from 0 in the order of the calls;
    /// an index that was not given out throws std::out_of_range. Defaults:
    /// docs/models/interconnect.md.
    std::size_t add_initiator(const std::string& name,
                              sc_core::sc_time request_latency = {60, sc_core::SC_NS},
                              sc_core::sc_time response_latency = {60, sc_core::SC_NS});
    std::size_t add_target(const std::string& name, tlm::tlm_target_socket<>& target);
    /// The initiator sees `target`, from `target_offset` on, at `address`. Throws std::logic_error
    /// when the window is empty or overlaps one of this initiator.
    void map(std::size_t initiator, std::uint64_t address, std::uint64_t size, std::size_t target,
             std::uint64_t target_offset = 0);
    /// Adds to the latencies of one pair, a slow bridge for example.
    void set_extra_latency(std::size_t initiator, std::size_t target, sc_core::sc_time request,
                           sc_core::sc_time response = sc_core::SC_ZERO_TIME);

    /// May this access get to its target, at this offset there, now? Asked in the instant of its
    /// arrival; what may not is answered with TLM_GENERIC_ERROR_RESPONSE.
    using Gate = std::function<bool(std::size_t initiator, std::size_t target, std::uint64_t offset,
                                    const tlm::tlm_generic_payload& transaction)>;
    void guard(Gate gate) { gate_ = std::move(gate); }

    /// Accesses of the initiators that `contention` knows have to get through before they arrive.
    void contend(Contention& contention) { contention_ = &contention; }

    /// The socket to bind the initiator to.
    tlm::tlm_target_socket<>& initiator(std::size_t initiator);

    /// No access of the initiator reaches the target sooner after it was issued.
    sc_core::sc_time least_latency(std::size_t initiator, std::size_t target) const;

    const std::string& name() const { return name_; }
    std::size_t initiators() const { return initiators_.size(); }
    std::size_t targets() const { return targets_.size(); }
    const std::string& initiator_name(std::size_t initiator) const;
    const std::string& target_name(std::size_t target) const;

    AccessCounts path_counts(std::size_t initiator, std::size_t target) const;
    AccessCounts initiator_counts(std::size_t initiator) const; ///< unmapped accesses included
    AccessCounts target_counts(std::size_t target) const;
    AccessCounts unmapped_counts(std::size_t initiator) const; ///< that led nowhere

private:
    class Entry;
    class Exit;

    std::string name_;
    Gate gate_;
    Contention* contention_ = nullptr;
    std::vector<std::unique_ptr<Exit>> targets_;
    std::vector<std::unique_ptr<Entry>> initiators_;
};

} // namespace ampsim::models

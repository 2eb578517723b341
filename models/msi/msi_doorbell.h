// SPDX-License-Identifier: BSD-3-Clause
//
// A target of message-signalled interrupts for processors without a GIC: 32 vectors, a pending bit
// and a mask bit for each, and one level-triggered output for an input of, for example, an NVIC.
#pragma once

#include "models/latency.h"
#include "models/registers/register_bank.h"

#include <cstdint>
#include <deque>
#include <systemc>
#include <tlm_utils/simple_target_socket.h>

namespace ampsim::models {

/// Defaults: docs/models/msi_doorbell.md.
struct MsiDoorbellParameters {
    Latency register_read_latency{70, sc_core::SC_NS};  ///< arrival to data
    Latency register_write_latency{20, sc_core::SC_NS}; ///< arrival to acceptance
    /// Arrival of a message to its pending bit and the interrupt.
    Latency signal_latency{25, sc_core::SC_NS};
};

class MsiDoorbell : public sc_core::sc_module {
public:
    static constexpr std::uint32_t vectors = 32;

    explicit MsiDoorbell(sc_core::sc_module_name name,
                         const MsiDoorbellParameters& parameters = {});

    tlm_utils::simple_target_socket<RegisterBank> socket{"socket"};
    sc_core::sc_out<bool> interrupt{"interrupt"};

    const RegisterBank& registers() const { return registers_; }
    std::uint64_t messages() const { return messages_; }     ///< for vectors that there are
    std::uint64_t ignored() const { return ignored_; }       ///< for others
    std::uint64_t coalesced() const { return coalesced_; }   ///< their vector was pending already
    std::uint64_t interrupts() const { return interrupts_; } ///< rising edges of the output

private:
    std::uint32_t active() const { return pending_.value() & ~mask_.value(); }
    void message(std::uint32_t vector);
    void on_arrival();
    void drive_interrupt();
    void refresh() { refresh_.notify(sc_core::SC_ZERO_TIME); }

    MsiDoorbellParameters parameters_;
    RegisterBank registers_;
    Register set_{registers_, "SET", 0x00, Access::write_only};
    Register pending_{registers_, "PENDING", 0x04, Access::write_one_to_clear};
    Register mask_{registers_, "MASK", 0x08};
    Register active_{registers_, "ACTIVE", 0x0c, Access::read_only};
    std::deque<std::uint32_t> on_their_way_; // in the order in which they arrive
    sc_core::sc_time last_due_;              // of these
    sc_core::sc_event_queue arrivals_{"arrivals"};
    sc_core::sc_event refresh_;
    std::uint64_t messages_ = 0;
    std::uint64_t ignored_ = 0;
    std::uint64_t coalesced_ = 0;
    std::uint64_t interrupts_ = 0;
};

} // namespace ampsim::models

// SPDX-License-Identifier: BSD-3-Clause
//
// A doorbell between two processors, with the registers of ampsim_doorbell.h: two faces, alike.
// What one side rings becomes pending at the other one signal latency later; nothing else acts at a
// distance, so it does not matter in which order the two sides' accesses of one instant are
// executed. Without signal latency a ring takes one delta cycle, which keeps this true.
#pragma once

#include "models/hvl/ampsim_doorbell.h"
#include "models/latency.h"
#include "models/registers/register_bank.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <systemc>
#include <tlm_utils/simple_target_socket.h>

namespace ampsim::models {

/// Defaults: docs/models/doorbell.md.
struct DoorbellParameters {
    std::size_t lines = 1;                              ///< interrupt lines of each face, 1 to 32
    Latency register_read_latency{70, sc_core::SC_NS};  ///< arrival to data
    Latency register_write_latency{20, sc_core::SC_NS}; ///< arrival to acceptance
    /// Arrival of a write to RING to PENDING and the interrupt line of the other face.
    Latency signal_latency{25, sc_core::SC_NS};
};

struct DoorbellCounters {
    std::uint64_t rings = 0;      ///< bits that this side rang
    std::uint64_t coalesced = 0;  ///< of them, pending already when they arrived
    std::uint64_t interrupts = 0; ///< rising edges of this side's lines
    std::uint64_t reads = 0;      ///< of PENDING, by this side: what polling costs
};

/// One face: its registers and its interrupt lines.
class DoorbellFace : public sc_core::sc_module {
public:
    static constexpr std::size_t bits = 32;

    DoorbellFace(sc_core::sc_module_name name, const DoorbellParameters& parameters);

    tlm_utils::simple_target_socket<RegisterBank> socket{"socket"};
    sc_core::sc_vector<sc_core::sc_out<bool>> interrupts;

    const RegisterBank& registers() const { return registers_; }
    DoorbellCounters counters() const;

private:
    friend class Doorbell;

    struct Ring {
        std::uint32_t bits;
        sc_core::sc_time due;
        std::uint64_t sent_in_delta;
    };

    bool has_arrived(const Ring& ring) const;
    void settle(); ///< takes in what has arrived by now
    void ring(std::uint32_t bits);
    void on_arrival();
    void drive_interrupts();
    void refresh() { refresh_.notify(sc_core::SC_ZERO_TIME); }

    Latency signal_latency_;
    DoorbellFace* other_ = nullptr;
    RegisterBank registers_;
    Register ring_{registers_, "RING", AMPSIM_DOORBELL_RING, Access::write_only};
    Register pending_{registers_, "PENDING", AMPSIM_DOORBELL_PENDING, Access::read_only};
    Register clear_{registers_, "CLEAR", AMPSIM_DOORBELL_CLEAR, Access::write_only};
    Register enable_{registers_, "ENABLE", AMPSIM_DOORBELL_ENABLE};
    Register lines_;
    Register magic_{registers_, "MAGIC", AMPSIM_DOORBELL_MAGIC, Access::read_only,
                    AMPSIM_DOORBELL_MAGIC_VALUE};

    std::deque<Ring> arriving_; // in the order of their due times
    sc_core::sc_time last_due_; // of these
    sc_core::sc_event_queue arrivals_{"arrivals"};
    sc_core::sc_event refresh_;
    DoorbellCounters counters_;
};

class Doorbell : public sc_core::sc_module {
public:
    /// Throws std::logic_error when a face cannot have that many lines.
    explicit Doorbell(sc_core::sc_module_name name, const DoorbellParameters& parameters = {});

    DoorbellFace a;
    DoorbellFace b;
};

} // namespace ampsim::models

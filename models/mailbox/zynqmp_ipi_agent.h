// SPDX-License-Identifier: BSD-3-Clause
//
// One agent of an inter-processor interrupt block: it triggers others, and is triggered by them.
// Every agent has one bit, the same in all registers of all agents.
//
//     here                                          at the other, one signal latency later
//     trigger it: observed (OBS) := 1               pending (ISR) := 1, from us
//     clear what is pending from it: pending := 0   observed := 0, unless it triggered again
//
// Nothing acts at a distance at once: the order in which the accesses of one instant are executed
// does not matter.
#pragma once

#include "models/mailbox/transit.h"

#include <array>
#include <cstdint>
#include <systemc>

namespace ampsim::models {

struct ZynqmpIpiCounters {
    std::uint64_t triggers = 0;   ///< sent, one for each bit
    std::uint64_t coalesced = 0;  ///< that came while one of the same agent was pending
    std::uint64_t interrupts = 0; ///< rising edges of the line
};

class ZynqmpIpiAgent : public sc_core::sc_module {
public:
    static constexpr unsigned bits = 32;

    /// `known`: the bits of all agents that the chip has.
    ZynqmpIpiAgent(sc_core::sc_module_name name, unsigned bit, std::uint32_t known,
                   sc_core::sc_time signal_latency);
    /// Before the simulation starts, with every agent that somebody uses; itself, too.
    void connect(ZynqmpIpiAgent& other) { others_.at(other.bit_) = &other; }

    /// High while something is pending that is not masked. Follows within the instant.
    sc_core::sc_out<bool> interrupt{"interrupt"};

    /// Takes in what has arrived by now. To be called before anything below.
    void settle();

    std::uint32_t observed() const { return observed_; } ///< OBS
    std::uint32_t pending() const { return pending_; }   ///< ISR
    std::uint32_t masked() const { return masked_; }     ///< IMR

    void trigger(std::uint32_t agents);
    void clear(std::uint32_t agents);
    void mask(std::uint32_t agents);
    void unmask(std::uint32_t agents);

    const ZynqmpIpiCounters& counters() const { return counters_; }

    /// For all that is sent from now on.
    void set_signal_latency(sc_core::sc_time latency) { signal_latency_ = latency; }

private:
    enum class Kind { trigger, cleared };
    struct Signal {
        Kind kind;
        unsigned from;        ///< bit
        std::uint64_t number; ///< of the trigger, in the sequence from one agent to another
    };

    void receive(const Signal& signal);
    void send(unsigned to, Kind kind, std::uint64_t number);
    void changed() { refresh_.notify(sc_core::SC_ZERO_TIME); }
    void on_arrival();
    void drive_interrupt();

    const unsigned bit_;
    const std::uint32_t known_;
    sc_core::sc_time signal_latency_;
    std::array<ZynqmpIpiAgent*, bits> others_{};
    std::uint32_t observed_ = 0;
    std::uint32_t pending_ = 0;
    std::uint32_t masked_;
    std::array<std::uint64_t, bits> last_sent_{};
    std::array<std::uint64_t, bits> last_received_{};
    Transit<Signal> arriving_;
    sc_core::sc_event refresh_;
    ZynqmpIpiCounters counters_;
};

} // namespace ampsim::models

// SPDX-License-Identifier: BSD-3-Clause
//
// One side of a Messaging Unit: what it does, whatever its registers look like.
//
// A side has four transmit and four receive words, four doorbells ("general purpose interrupts")
// and three free flags. What one side does reaches the other one signal latency later; only then do
// the other's flags change:
//
//     here                                  there, one signal latency later
//     write a transmit word: TE := 0        the word is received, RF := 1
//     read a received word:  RF := 0        TE := 1
//     ring a doorbell:       GIR := 1       GIP := 1
//     clear a doorbell:      GIP := 0       GIR := 0
//     write the flags:       FUP := 1       the flags change (here: FUP := 0)
//     reset the unit: all back to reset     all back to reset
//
// Since nothing acts at a distance at once, it does not matter in which order the two sides'
// accesses of one instant are executed. Without signal latency a signal takes one delta cycle,
// which keeps this true.
//
// Sets of channels are masks: bit n is channel n.
#pragma once

#include "models/latency.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <systemc>

namespace ampsim::models {

struct ImxMuCounters {
    std::uint64_t messages = 0; ///< words written to transmit registers
    /// Of them, written before the word before was read: that one may be lost.
    std::uint64_t overruns = 0;
    std::uint64_t doorbells = 0;  ///< doorbells rung; one that still rings is not rung again
    std::uint64_t interrupts = 0; ///< rising edges of this side's interrupt line
};

class ImxMuSide : public sc_core::sc_module {
public:
    static constexpr std::size_t channels = 4;
    static constexpr std::uint32_t all_channels = 0xf;
    static constexpr std::uint32_t all_flags = 0x7;

    /// Which conditions raise the interrupt.
    struct Enables {
        std::uint32_t transmit = 0; ///< TIEn: transmit word n is empty
        std::uint32_t receive = 0;  ///< RIEn: received word n is full
        std::uint32_t doorbell = 0; ///< GIEn: doorbell n is pending
    };

    ImxMuSide(sc_core::sc_module_name name, const Latency& signal_latency);
    /// Each side has to know the other before the simulation starts.
    void connect(ImxMuSide& other) { other_ = &other; }

    /// High while an enabled condition holds. Follows the conditions within their instant.
    sc_core::sc_out<bool> interrupt{"interrupt"};

    /// Takes in what has arrived by now. To be called before anything below.
    void settle();

    // What the side shows.
    std::uint32_t transmit_empty() const { return transmit_empty_; }       ///< TE
    std::uint32_t receive_full() const { return receive_full_; }           ///< RF
    std::uint32_t doorbells_pending() const { return doorbells_pending_; } ///< GIP
    std::uint32_t doorbells_rung() const { return doorbells_rung_; }       ///< GIR
    std::uint32_t received_word(std::size_t channel) const { return received_.at(channel).word; }
    std::uint32_t received_flags() const { return received_flags_; }
    std::uint32_t own_flags() const { return own_flags_; }
    const Enables& enables() const { return enables_; }
    std::uint32_t enabled_transmit() const { return transmit_empty_ & enables_.transmit; }
    std::uint32_t enabled_receive() const { return receive_full_ & enables_.receive; }
    std::uint32_t enabled_doorbells() const { return doorbells_pending_ & enables_.doorbell; }
    bool event_in_transit() const; ///< EP: something done here has not reached the other side yet
    bool flags_in_transit() const; ///< FUP
    bool reset_in_transit() const; ///< the reset issued here has not reached the other side yet

    // What its processor does.
    void write_transmit(std::size_t channel, std::uint32_t word);
    void take_received(std::size_t channel); ///< of a word that is not full: no effect
    void ring_doorbells(std::uint32_t mask);
    void clear_doorbells(std::uint32_t mask);
    void set_flags(std::uint32_t flags);
    void enable(const Enables& enables);
    void reset_unit();

    const ImxMuCounters& counters() const { return counters_; }

private:
    /// A word and its number in the sequence of its transmit register: an acknowledgement names the
    /// word it is for.
    struct Word {
        std::uint32_t word = 0;
        std::uint64_t number = 0;
    };

    enum class Kind { word, word_taken, doorbells, doorbells_cleared, flags, reset };

    /// Something that the other side did, on its way here.
    struct Signal {
        Kind kind;
        std::size_t channel;  // word, word_taken
        std::uint32_t value;  // the word, the doorbells, the flags
        std::uint64_t number; // word, word_taken
        sc_core::sc_time sent;
        sc_core::sc_time due;
        std::uint64_t sent_in_delta;
    };

    sc_core::sc_time next_due() const; ///< at the other side, of what is sent now
    void send(Kind kind, std::uint32_t value, std::size_t channel = 0, std::uint64_t number = 0);
    bool has_arrived(const Signal& signal) const;
    void receive(const Signal& signal);
    bool in_transit(Kind kind) const; ///< from here to the other side
    void clear();
    void changed() { refresh_.notify(sc_core::SC_ZERO_TIME); }

    void on_arrival();
    void drive_interrupt();

    Latency signal_latency_;
    ImxMuSide* other_ = nullptr;

    std::uint32_t transmit_empty_ = all_channels;
    std::uint32_t receive_full_ = 0;
    std::uint32_t doorbells_pending_ = 0;
    std::uint32_t doorbells_rung_ = 0;
    std::uint32_t own_flags_ = 0;
    std::uint32_t received_flags_ = 0;
    Enables enables_;
    std::array<std::uint64_t, channels> last_sent_{}; // numbers
    std::array<Word, channels> received_{};

    std::deque<Signal> arriving_;     // in the order of their due times
    sc_core::sc_time other_reset_at_; // what the other side sent before is void
    sc_core::sc_event arrival_;
    sc_core::sc_event refresh_;
    ImxMuCounters counters_;
};

} // namespace ampsim::models

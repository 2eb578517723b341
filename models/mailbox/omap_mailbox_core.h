// SPDX-License-Identifier: BSD-3-Clause
//
// What an OMAP mailbox does, whatever its registers look like: FIFOs of words that any user may
// write and read, and for each user an interrupt with two conditions of each FIFO, "new message"
// and "not full".
//
// A FIFO has two ends, and what happens at one is known at the other one signal latency later:
//
//     writing a word   its end is fuller at once   the word can be read one signal latency later
//     reading a word   its end is emptier at once  there is room one signal latency later
//
// FIFOSTATUS and "not full" tell of the end that is written, MSGSTATUS and "new message" of the end
// that is read. What a user does to another's interrupt registers takes a signal latency, too.
// Since nothing acts at a distance at once, it does not matter in which order the accesses of one
// instant are executed, as long as a FIFO has one writer and one reader.
//
// Conditions are levels that leave a mark: a status bit is set while its condition holds, and stays
// until its user clears it; clearing does not help while the condition holds.
#pragma once

#include "models/latency.h"
#include "models/mailbox/transit.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <systemc>
#include <vector>

namespace ampsim::models {

/// Of one face: what its processor did, and its user's interrupt.
struct OmapMailboxCounters {
    std::uint64_t messages = 0;    ///< words written, lost ones too
    std::uint64_t overruns = 0;    ///< of them, lost: the FIFO was full
    std::uint64_t empty_reads = 0; ///< reads of a FIFO without a word
    std::uint64_t peak = 0;       ///< most words of a FIFO, right after a write, as the writer knew
    std::uint64_t interrupts = 0; ///< rising edges of the user's line
};

class OmapMailboxCore : public sc_core::sc_module {
public:
    static constexpr std::uint32_t new_message(std::size_t fifo) { return 1U << (2 * fifo); }
    static constexpr std::uint32_t not_full(std::size_t fifo) { return 2U << (2 * fifo); }
    static constexpr std::uint32_t smart_idle = 2; ///< reset value of the idle mode

    OmapMailboxCore(sc_core::sc_module_name name, std::size_t users, std::size_t fifos,
                    std::size_t depth, const Latency& signal_latency);

    /// Takes in what has arrived by now. To be called before anything below.
    void settle();
    /// Something changed that a line may depend on.
    const sc_core::sc_event& changed() const { return changed_; }

    // What it shows.
    std::uint32_t first_word(std::size_t fifo) const; ///< 0 when there is none
    std::size_t waiting(std::size_t fifo) const { return fifos_.at(fifo).words.size(); }
    bool full(std::size_t fifo) const { return fifos_.at(fifo).taken == depth_; }
    std::uint32_t raw_status(std::size_t user) const { return users_.at(user).raw; }
    std::uint32_t enables(std::size_t user) const { return users_.at(user).enables; }
    std::uint32_t status(std::size_t user) const { return raw_status(user) & enables(user); }
    bool resetting() const { return resetting_; }
    std::uint32_t idle_mode() const { return idle_mode_; }

    // What the processor at face `face` does. A user's face has its number.
    void write_word(std::size_t face, std::size_t fifo, std::uint32_t word);
    void take_word(std::size_t face, std::size_t fifo);
    enum class Change { set_status, clear_status, enable, disable };
    void change(std::size_t face, std::size_t user, Change change, std::uint32_t bits);
    /// All back to reset, one signal latency later; until then nothing else has an effect.
    void reset();
    /// SIDLEMODE: kept, without a meaning here.
    void set_idle_mode(std::uint32_t mode) { idle_mode_ = mode; }

    OmapMailboxCounters& counters(std::size_t face) { return users_.at(face).counters; }
    const OmapMailboxCounters& counters(std::size_t face) const { return users_.at(face).counters; }

private:
    struct Fifo {
        std::deque<std::uint32_t> words; ///< that can be read
        std::size_t taken = 0;           ///< places that are not free, as the writing end knows
    };
    struct User {
        std::uint32_t raw = 0;
        std::uint32_t enables = 0;
        OmapMailboxCounters counters;
    };

    enum class Kind { word, room, change, reset };
    struct Signal {
        Kind kind;
        std::size_t index = 0; ///< of the FIFO, of the user
        std::uint32_t value = 0;
        Change change = Change::set_status;
    };

    void receive(const Signal& signal);
    void apply(std::size_t user, Change change, std::uint32_t bits);
    void mark_conditions();
    void tell() { changed_.notify(sc_core::SC_ZERO_TIME); }
    void on_arrival();

    std::size_t depth_;
    std::uint32_t bits_; ///< that the interrupt registers have
    Latency signal_latency_;
    std::vector<Fifo> fifos_;
    std::vector<User> users_;
    bool resetting_ = false;
    std::uint32_t idle_mode_ = smart_idle;
    Transit<Signal> transit_;
    sc_core::sc_event changed_;
};

} // namespace ampsim::models

// SPDX-License-Identifier: BSD-3-Clause
//
// One side of a serial link: what a 16550A does, whatever its registers look like.
//
//     transmitter      FIFO -> shift register -> line       a character takes its bits' time
//     receiver         line -> FIFO                          whole, when its last bit has passed
//
// A character is on the line for (start + data + parity + stop bits) * divisor / bit rate. A
// receiver that is set to another rate or format gets framing errors. What comes when the FIFO is
// full is lost: an overrun. Characters that lie in the FIFO below its trigger level are announced
// when nothing has come or been read for the time of four characters.
//
// Nothing of one side reaches the other in less than a character's time, so it does not matter in
// which order the two sides' accesses of one instant are executed.
#pragma once

#include "models/serial/line_noise.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <systemc>

namespace ampsim::models {

struct UartCounters {
    std::uint64_t sent = 0;           ///< characters that this side put on the line
    std::uint64_t received = 0;       ///< characters that went into its FIFO
    std::uint64_t overruns = 0;       ///< characters that came when the FIFO was full, and are lost
    std::uint64_t framing_errors = 0; ///< received without a stop bit
    std::uint64_t parity_errors = 0;
    std::uint64_t line_errors = 0; ///< characters to this side of which the line changed a bit
    std::uint64_t line_losses = 0; ///< of them, those that were not seen at all
    std::uint64_t time_outs = 0;   ///< characters below the trigger level were announced
    std::uint64_t interrupts = 0;  ///< rising edges of the interrupt line
};

/// How characters look on the line, and how long a bit takes.
struct UartFormat {
    unsigned data_bits = 8; ///< 5 to 8
    unsigned stop_bits = 1; ///< 1 or 2
    bool parity = false;
    bool even_parity = false;
    std::uint32_t divisor = 1; ///< of the bit rate

    unsigned bits() const { return 1 + data_bits + (parity ? 1 : 0) + stop_bits; }
};

class UartSide : public sc_core::sc_module {
public:
    /// Line status [16550A data sheet, 8.6.3].
    static constexpr std::uint32_t data_ready = 1 << 0;
    static constexpr std::uint32_t overrun_error = 1 << 1;
    static constexpr std::uint32_t parity_error = 1 << 2;
    static constexpr std::uint32_t framing_error = 1 << 3;
    static constexpr std::uint32_t transmit_fifo_empty = 1 << 5;
    static constexpr std::uint32_t transmitter_empty = 1 << 6;
    static constexpr std::uint32_t error_in_fifo = 1U << 7;
    /// Interrupt enables.
    static constexpr std::uint32_t on_received = 1 << 0;
    static constexpr std::uint32_t on_transmit_empty = 1 << 1;
    static constexpr std::uint32_t on_line_status = 1 << 2;
    /// What is pending, the most urgent first: the low four bits of the identification register.
    enum Pending : std::uint32_t {
        pending_none = 0x1,
        pending_line_status = 0x6,
        pending_received = 0x4,
        pending_time_out = 0xc,
        pending_transmit_empty = 0x2,
    };

    /// `bit_rate`: bits per second where the divisor is 1. `seed`: of the noise toward this side.
    struct Settings {
        std::uint32_t bit_rate;
        std::size_t fifo_depth;
        std::uint32_t bit_errors_ppm;
        std::uint64_t seed;
    };

    UartSide(sc_core::sc_module_name name, const Settings& settings);
    /// Each side has to know the other before the simulation starts.
    void connect(UartSide& other) { other_ = &other; }

    sc_core::sc_out<bool> interrupt{"interrupt"};

    void transmit(std::uint8_t character); ///< one that the FIFO has no room for is lost
    std::uint8_t received() const;         ///< the oldest character; 0 when there is none
    void take_received();
    std::uint32_t line_status() const;
    void line_status_was_read(); ///< the errors that it showed are gone
    Pending pending() const;
    void pending_was_read(); ///< an empty FIFO that it showed is not announced again
    void enable(std::uint32_t enables);
    std::uint32_t enables() const { return enables_; }
    /// Without FIFOs there is one character each way. A change empties them.
    void use_fifos(bool use);
    bool fifos_used() const { return fifos_used_; }
    void clear_receive_fifo();
    void clear_transmit_fifo();
    void set_trigger_level(std::size_t characters);
    void set_format(const UartFormat& format) { format_ = format; }

    /// Brings the side up to now: what has arrived is in the FIFO.
    void settle();

    const UartCounters& counters() const { return counters_; }
    std::size_t fifo_depth() const { return settings_.fifo_depth; }

private:
    struct Received {
        std::uint8_t value;
        std::uint32_t errors; ///< of line status
    };
    struct OnTheLine {
        std::uint8_t value;
        UartFormat format;
        sc_core::sc_time arrives;
    };

    sc_core::sc_time character_time() const;
    std::size_t depth() const { return fifos_used_ ? settings_.fifo_depth : 1; }
    void shift_next();
    void receive(const OnTheLine& character);
    void store(std::uint8_t value, std::uint32_t errors);
    void restart_time_out();
    void changed() { changed_.notify(sc_core::SC_ZERO_TIME); }

    void on_shifted();
    void on_arrival();
    void on_time_out();
    void drive_interrupt();

    Settings settings_;
    LineNoise noise_;
    UartSide* other_ = nullptr;
    UartFormat format_;
    bool fifos_used_ = false;
    std::size_t trigger_level_ = 1;
    std::uint32_t enables_ = 0;

    std::deque<std::uint8_t> transmit_fifo_;
    bool shifting_ = false;
    sc_core::sc_time shifted_at_;
    bool transmit_empty_pending_ = false;

    std::deque<OnTheLine> arriving_;
    std::deque<Received> receive_fifo_;
    bool overrun_ = false;
    bool timed_out_ = false;
    sc_core::sc_time time_out_at_;

    UartCounters counters_;
    sc_core::sc_event shifted_;
    sc_core::sc_event arrival_;
    sc_core::sc_event time_out_;
    sc_core::sc_event changed_;
};

} // namespace ampsim::models

// SPDX-License-Identifier: BSD-3-Clause
#include "models/serial/uart_side.h"

#include <algorithm>

namespace ampsim::models {

namespace {

constexpr std::uint64_t ns_per_second = 1'000'000'000;
constexpr unsigned time_out_characters = 4; // [16550A data sheet, 8.4]

bool odd_ones(std::uint32_t bits) {
    bool odd = false;
    for (; bits != 0; bits &= bits - 1) {
        odd = !odd;
    }
    return odd;
}

/// A receiver samples each bit in its middle. At the last of ten bits, 5 % of a bit more or less
/// each are half a bit.
bool rates_match(std::uint32_t sender, std::uint32_t receiver) {
    constexpr std::uint64_t percent = 5;
    const std::uint64_t difference = sender > receiver ? sender - receiver : receiver - sender;
    return difference * 100 < percent * receiver;
}

std::uint32_t low_bits(unsigned count) {
    return (std::uint32_t{1} << count) - 1;
}

} // namespace

UartSide::UartSide(sc_core::sc_module_name name, const Settings& settings)
    : sc_module(name), settings_(settings), noise_(settings.bit_errors_ppm, settings.seed) {
    SC_HAS_PROCESS(UartSide);
    SC_METHOD(on_shifted);
    sensitive << shifted_;
    dont_initialize();
    SC_METHOD(on_arrival);
    sensitive << arrival_;
    dont_initialize();
    SC_METHOD(on_time_out);
    sensitive << time_out_;
    dont_initialize();
    SC_METHOD(drive_interrupt);
    sensitive << changed_;
    dont_initialize();
}

sc_core::sc_time UartSide::character_time() const {
    const std::uint64_t bit_clocks = std::uint64_t{format_.bits()} * format_.divisor;
    const std::uint64_t ns =
        (bit_clocks * ns_per_second + settings_.bit_rate - 1) / settings_.bit_rate;
    return {static_cast<double>(ns), sc_core::SC_NS};
}

// --- Transmitter

void UartSide::transmit(std::uint8_t character) {
    if (transmit_fifo_.size() >= depth()) {
        return;
    }
    transmit_empty_pending_ = false;
    transmit_fifo_.push_back(character);
    if (!shifting_) {
        shift_next();
    }
    changed();
}

/// The shift register is empty, the FIFO is not.
void UartSide::shift_next() {
    const sc_core::sc_time takes = character_time();
    shifting_ = true;
    shifted_at_ = sc_core::sc_time_stamp() + takes;
    other_->arriving_.push_back({transmit_fifo_.front(), format_, shifted_at_});
    transmit_fifo_.pop_front();
    ++counters_.sent;
    transmit_empty_pending_ |= transmit_fifo_.empty();
    shifted_.notify(takes);
    other_->arrival_.notify(takes); // an earlier one stands
}

void UartSide::clear_transmit_fifo() {
    transmit_fifo_.clear();
    changed();
}

void UartSide::on_shifted() {
    settle();
    changed();
}

// --- Receiver

void UartSide::settle() {
    const sc_core::sc_time now = sc_core::sc_time_stamp();
    if (shifting_ && shifted_at_ <= now) {
        shifting_ = false;
        if (!transmit_fifo_.empty()) {
            shift_next();
        }
    }
    while (!arriving_.empty() && arriving_.front().arrives <= now) {
        const OnTheLine character = arriving_.front();
        arriving_.pop_front();
        receive(character);
    }
    if (!timed_out_ && fifos_used_ && !receive_fifo_.empty() && time_out_at_ <= now) {
        timed_out_ = true;
        counters_.time_outs += receive_fifo_.size() < trigger_level_ ? 1 : 0;
    }
}

void UartSide::receive(const OnTheLine& character) {
    const UartFormat& sent = character.format;
    const std::uint32_t inverted = noise_.inverted(sent.bits());
    constexpr std::uint32_t start_bit = 1;
    counters_.line_errors += inverted != 0 ? 1 : 0;
    if ((inverted & start_bit) != 0) {
        ++counters_.line_losses;
        return;
    }
    if (sent.bits() != format_.bits() || sent.data_bits != format_.data_bits ||
        !rates_match(sent.divisor, format_.divisor)) {
        store(0, framing_error);
        return;
    }
    const std::uint32_t value = character.value & low_bits(sent.data_bits);
    const std::uint32_t seen = value ^ (inverted >> 1 & low_bits(sent.data_bits));
    const std::uint32_t after_data = inverted >> (1 + sent.data_bits);
    std::uint32_t errors = 0;
    if (sent.parity) {
        const bool parity_sent = odd_ones(value) == sent.even_parity;
        const bool parity_seen = parity_sent != ((after_data & 1) != 0);
        errors |= parity_seen != (odd_ones(seen) == format_.even_parity) ? parity_error : 0;
    }
    errors |= (after_data >> (sent.parity ? 1 : 0)) != 0 ? framing_error : 0;
    store(static_cast<std::uint8_t>(seen), errors);
}

void UartSide::store(std::uint8_t value, std::uint32_t errors) {
    counters_.framing_errors += (errors & framing_error) != 0 ? 1 : 0;
    counters_.parity_errors += (errors & parity_error) != 0 ? 1 : 0;
    if (receive_fifo_.size() >= depth()) {
        ++counters_.overruns;
        overrun_ = true;
        return;
    }
    ++counters_.received;
    receive_fifo_.push_back({value, errors});
    restart_time_out();
}

void UartSide::restart_time_out() {
    const sc_core::sc_time wait = time_out_characters * character_time();
    time_out_at_ = sc_core::sc_time_stamp() + wait;
    time_out_.cancel();
    time_out_.notify(wait);
}

std::uint8_t UartSide::received() const {
    return receive_fifo_.empty() ? std::uint8_t{0} : receive_fifo_.front().value;
}

void UartSide::take_received() {
    if (receive_fifo_.empty()) {
        return;
    }
    receive_fifo_.pop_front();
    timed_out_ = false;
    if (!receive_fifo_.empty()) {
        restart_time_out();
    }
    changed();
}

void UartSide::clear_receive_fifo() {
    receive_fifo_.clear();
    timed_out_ = false;
    changed();
}

void UartSide::on_arrival() {
    settle();
    if (!arriving_.empty()) {
        arrival_.notify(arriving_.front().arrives - sc_core::sc_time_stamp());
    }
    changed();
}

void UartSide::on_time_out() {
    settle();
    changed();
}

// --- Status and interrupt

std::uint32_t UartSide::line_status() const {
    std::uint32_t status = 0;
    if (!receive_fifo_.empty()) {
        status |= data_ready | receive_fifo_.front().errors;
    }
    status |= overrun_ ? overrun_error : 0;
    status |= transmit_fifo_.empty() ? transmit_fifo_empty : 0;
    status |= transmit_fifo_.empty() && !shifting_ ? transmitter_empty : 0;
    const bool any_error = std::any_of(receive_fifo_.begin(), receive_fifo_.end(),
                                       [](const Received& one) { return one.errors != 0; });
    return status | (fifos_used_ && any_error ? error_in_fifo : 0);
}

void UartSide::line_status_was_read() {
    overrun_ = false;
    if (!receive_fifo_.empty()) {
        receive_fifo_.front().errors = 0;
    }
    changed();
}

UartSide::Pending UartSide::pending() const {
    constexpr std::uint32_t errors = overrun_error | parity_error | framing_error;
    if ((enables_ & on_line_status) != 0 && (line_status() & errors) != 0) {
        return pending_line_status;
    }
    if ((enables_ & on_received) != 0) {
        if (receive_fifo_.size() >= (fifos_used_ ? trigger_level_ : 1)) {
            return pending_received;
        }
        if (timed_out_) {
            return pending_time_out;
        }
    }
    return (enables_ & on_transmit_empty) != 0 && transmit_empty_pending_ ? pending_transmit_empty
                                                                          : pending_none;
}

void UartSide::pending_was_read() {
    if (pending() == pending_transmit_empty) {
        transmit_empty_pending_ = false;
        changed();
    }
}

void UartSide::enable(std::uint32_t enables) {
    const std::uint32_t added = enables & ~enables_;
    if ((added & on_transmit_empty) != 0 && transmit_fifo_.empty()) {
        transmit_empty_pending_ = true; // enabling it says what is so already
    }
    enables_ = enables & (on_received | on_transmit_empty | on_line_status);
    changed();
}

void UartSide::use_fifos(bool use) {
    if (use != fifos_used_) {
        fifos_used_ = use;
        clear_receive_fifo();
        clear_transmit_fifo();
    }
}

void UartSide::set_trigger_level(std::size_t characters) {
    trigger_level_ = characters;
    changed();
}

void UartSide::drive_interrupt() {
    settle();
    const bool level = pending() != pending_none;
    if (level != interrupt.read()) {
        counters_.interrupts += level ? 1 : 0;
        interrupt.write(level);
    }
}

} // namespace ampsim::models

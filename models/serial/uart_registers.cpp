// SPDX-License-Identifier: BSD-3-Clause
#include "models/serial/uart_registers.h"

#include <array>

namespace ampsim::models {

namespace {

constexpr std::uint64_t bank_size = 0x1000;
constexpr std::uint32_t byte = 0xff;

constexpr std::uint32_t lcr_data_bits = 0x3; // 5 more
constexpr std::uint32_t lcr_two_stop_bits = 1 << 2;
constexpr std::uint32_t lcr_parity = 1 << 3;
constexpr std::uint32_t lcr_even_parity = 1 << 4;
constexpr std::uint32_t lcr_divisor_shown = 1 << 7;

constexpr std::uint32_t fcr_enable = 1 << 0;
constexpr std::uint32_t fcr_clear_receive = 1 << 1;
constexpr std::uint32_t fcr_clear_transmit = 1 << 2;
constexpr unsigned fcr_trigger = 6;

constexpr std::uint32_t iir_fifos = 0xc0;
constexpr std::uint32_t iir_64_bytes = 0x20;

/// The other side is there and ready, always: these lines do not reach it.
constexpr std::uint32_t msr_clear_to_send = 1 << 4;
constexpr std::uint32_t msr_data_set_ready = 1 << 5;
constexpr std::uint32_t msr_carrier = 1U << 7;

constexpr std::size_t large_fifo = 64; // of a 16750

} // namespace

UartRegisters::UartRegisters(const std::string& name, UartSide& side, RegisterLatency latency)
    : bank(name, bank_size, {}, latency), side_(side) {
    bank.before_each_access([this] { side_.settle(); });
    data_
        .shows([this]() -> std::uint32_t {
            return divisor_shown() ? divisor_ & byte : side_.received();
        })
        .after_read([this] {
            if (!divisor_shown()) {
                side_.take_received();
            }
        })
        .on_write([this](std::uint32_t written) {
            if (divisor_shown()) {
                divisor_ = (divisor_ & ~byte) | (written & byte);
                set_format();
            } else {
                side_.transmit(static_cast<std::uint8_t>(written));
            }
        });
    enable_.shows([this] { return divisor_shown() ? divisor_ >> 8 : side_.enables(); })
        .on_write([this](std::uint32_t written) {
            if (divisor_shown()) {
                divisor_ = (divisor_ & byte) | (written & byte) << 8;
                set_format();
            } else {
                side_.enable(written);
            }
        });
    fifo_.shows([this] { return identification(); })
        .after_read([this] { side_.pending_was_read(); })
        .on_write([this](std::uint32_t written) { control_fifos(written); });
    line_control_.writable(byte).on_write([this](std::uint32_t) { set_format(); });
    modem_control_.writable(0x1f);
    line_status_.shows([this] { return side_.line_status(); }).after_read([this] {
        side_.line_status_was_read();
    });
    modem_status_.shows([] { return msr_clear_to_send | msr_data_set_ready | msr_carrier; });
    scratch_.writable(byte);
}

bool UartRegisters::divisor_shown() const {
    return (line_control_.value() & lcr_divisor_shown) != 0;
}

std::uint32_t UartRegisters::identification() const {
    const std::uint32_t fifos = iir_fifos | (side_.fifo_depth() == large_fifo ? iir_64_bytes : 0);
    return side_.pending() | (side_.fifos_used() ? fifos : 0);
}

void UartRegisters::control_fifos(std::uint32_t written) {
    constexpr std::array<std::size_t, 4> levels{1, 4, 8, 14};
    constexpr std::array<std::size_t, 4> levels_64{1, 16, 32, 56};
    side_.use_fifos((written & fcr_enable) != 0);
    if ((written & fcr_clear_receive) != 0) {
        side_.clear_receive_fifo();
    }
    if ((written & fcr_clear_transmit) != 0) {
        side_.clear_transmit_fifo();
    }
    const std::size_t level = written >> fcr_trigger & 3;
    side_.set_trigger_level(side_.fifo_depth() == large_fifo ? levels_64.at(level)
                                                             : levels.at(level));
}

void UartRegisters::set_format() {
    const std::uint32_t control = line_control_.value();
    UartFormat format;
    format.data_bits = 5 + (control & lcr_data_bits);
    format.stop_bits = (control & lcr_two_stop_bits) != 0 ? 2 : 1;
    format.parity = (control & lcr_parity) != 0;
    format.even_parity = (control & lcr_even_parity) != 0;
    format.divisor = divisor_ == 0 ? 0x10000 : divisor_;
    side_.set_format(format);
}

} // namespace ampsim::models

// SPDX-License-Identifier: BSD-3-Clause
//
// The registers of one side of a serial link: those of a 16550A, each in a word of its own
// (reg-shift 2, reg-io-width 4). Bits and offsets: docs/models/uart_link.md.
#pragma once

#include "models/registers/register_bank.h"
#include "models/serial/uart_side.h"

#include <string>

namespace ampsim::models {

class UartRegisters {
public:
    UartRegisters(const std::string& name, UartSide& side, RegisterLatency latency);
    UartRegisters(const UartRegisters&) = delete;
    UartRegisters& operator=(const UartRegisters&) = delete;
    ~UartRegisters() = default;

    RegisterBank bank;

private:
    bool divisor_shown() const;
    std::uint32_t identification() const;
    void control_fifos(std::uint32_t written);
    void set_format();

    UartSide& side_;
    std::uint32_t divisor_ = 1; // as written: 0 divides by 65536
    Register data_{bank, "DATA", 0x00};
    Register enable_{bank, "IER", 0x04};
    Register fifo_{bank, "IIR_FCR", 0x08};
    Register line_control_{bank, "LCR", 0x0c};
    Register modem_control_{bank, "MCR", 0x10};
    Register line_status_{bank, "LSR", 0x14, Access::read_only};
    Register modem_status_{bank, "MSR", 0x18, Access::read_only};
    Register scratch_{bank, "SCR", 0x1c};
};

} // namespace ampsim::models

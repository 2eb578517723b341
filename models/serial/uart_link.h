// SPDX-License-Identifier: BSD-3-Clause
//
// Two UARTs with a line between them, in both directions: what processors without shared memory
// have. Each face is a 16550A to its processor, and has a level interrupt. The behaviour is in
// uart_side.h, what is and is not modelled in docs/models/uart_link.md.
#pragma once

#include "models/latency.h"
#include "models/registers/register_bank.h"
#include "models/serial/uart_registers.h"
#include "models/serial/uart_side.h"

#include <cstdint>
#include <systemc>
#include <tlm_utils/simple_target_socket.h>

namespace ampsim::models {

/// Defaults: docs/models/uart_link.md.
struct UartLinkParameters {
    Latency register_read_latency{70, sc_core::SC_NS};  ///< arrival to data
    Latency register_write_latency{20, sc_core::SC_NS}; ///< arrival to acceptance
    std::uint32_t bit_rate = 115'200; ///< bits per second where a face divides by 1
    std::uint32_t fifo_depth = 16;    ///< characters, each way: 16 or 64
    std::uint32_t bit_errors_ppm = 0; ///< inverted bits per million, 0 to a million
    std::uint32_t seed = 1;           ///< of these errors
};

class UartFace : public sc_core::sc_module {
public:
    /// `index`: which of the two faces it is.
    UartFace(sc_core::sc_module_name name, const UartLinkParameters& parameters, unsigned index);

    tlm_utils::simple_target_socket<RegisterBank> socket{"socket"};
    sc_core::sc_out<bool> interrupt{"interrupt"};

    const RegisterBank& registers() const { return registers_.bank; }
    const UartCounters& counters() const { return side_.counters(); }

private:
    friend class UartLink;

    UartSide side_;
    UartRegisters registers_;
};

class UartLink : public sc_core::sc_module {
public:
    explicit UartLink(sc_core::sc_module_name name, const UartLinkParameters& parameters = {});

    /// The least time from an access at one face to anything at the other: the shortest character.
    sc_core::sc_time least_latency() const;

    UartFace a;
    UartFace b;

private:
    std::uint32_t bit_rate_;
};

} // namespace ampsim::models

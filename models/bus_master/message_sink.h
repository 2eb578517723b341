// SPDX-License-Identifier: BSD-3-Clause
//
// Message-signalled interrupts: writes of 32 bits that a device sends over the bus to an interrupt
// controller's frame. They are posted: who sends one goes on at once.
#pragma once

#include <cstdint>

namespace ampsim::models {

class MessageSink {
public:
    virtual ~MessageSink() = default;
    /// From any SystemC process.
    virtual void send(std::uint64_t address, std::uint32_t data) = 0;
};

} // namespace ampsim::models

// SPDX-License-Identifier: BSD-3-Clause
//
// This side's face of the doorbell (models/hvl/ampsim_doorbell.h), and which of its bits a device
// has.
#pragma once

#include "platforms/guests/linux/pmm/register_block.h"

#include <cstdint>

namespace ampsim::pmm {

class Doorbell {
public:
    /// Throws WrongInput when there is something else.
    explicit Doorbell(RegisterBlock& registers);

    /// Interrupt lines of this side, 1 to 32.
    unsigned lines() const { return lines_; }
    /// The bits that raise line `line`.
    std::uint32_t bits_of_line(unsigned line) const;

    void enable(std::uint32_t bits);
    /// Of these bits, those that the other side has rung; they are not pending any more.
    std::uint32_t take(std::uint32_t of);
    void ring(std::uint32_t bits);
    std::uint64_t rings() const { return rings_; } ///< so far

private:
    RegisterBlock& registers_;
    unsigned lines_;
    std::uint64_t rings_ = 0;
};

/// The bits of one device.
struct Bits {
    bool per_queue = false;
    unsigned first = 0;

    std::uint32_t of_queue(unsigned queue) const {
        return 1U << (per_queue ? first + queue : first);
    }
    std::uint32_t of_configuration(unsigned queues) const { return of_queue(queues); }
};

} // namespace ampsim::pmm

// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/doorbell.h"

#include "models/hvl/ampsim_doorbell.h"
#include "platforms/guests/linux/pmm/problem.h"

#include <fmt/format.h>

namespace ampsim::pmm {

Doorbell::Doorbell(RegisterBlock& registers)
    : registers_(registers), lines_(registers.load(AMPSIM_DOORBELL_LINES)) {
    constexpr unsigned lines_max = 32;
    const std::uint32_t magic = registers.load(AMPSIM_DOORBELL_MAGIC);
    if (magic != AMPSIM_DOORBELL_MAGIC_VALUE || lines_ == 0 || lines_ > lines_max) {
        throw WrongInput(fmt::format("what should be the doorbell says {:#x} with {} lines; "
                                     "expected {:#x} with 1 to {}",
                                     magic, lines_, AMPSIM_DOORBELL_MAGIC_VALUE, lines_max));
    }
}

std::uint32_t Doorbell::bits_of_line(unsigned line) const {
    std::uint32_t bits = 0;
    for (unsigned bit = line; bit < 32; bit += lines_) {
        bits |= 1U << bit;
    }
    return bits;
}

void Doorbell::enable(std::uint32_t bits) {
    registers_.store(AMPSIM_DOORBELL_ENABLE, bits);
}

std::uint32_t Doorbell::take(std::uint32_t of) {
    const std::uint32_t rung = registers_.load(AMPSIM_DOORBELL_PENDING) & of;
    if (rung != 0) {
        registers_.store(AMPSIM_DOORBELL_CLEAR, rung);
    }
    return rung;
}

void Doorbell::ring(std::uint32_t bits) {
    registers_.store(AMPSIM_DOORBELL_RING, bits);
    ++rings_;
}

} // namespace ampsim::pmm

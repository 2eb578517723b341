// SPDX-License-Identifier: BSD-3-Clause
//
// The program of a scenario that needs no C++: a list of steps, executed one after the other.
#pragma once

#include "sim/scripted/program.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ampsim::scripted {

struct Step {
    enum class Kind {
        write,
        read,
        expect,
        refused_write,
        refused_read,
        compute,
        wait_irq,
        mark,
        log,
        repeat
    };

    Kind kind = Kind::compute;
    std::string where;           ///< scenario's place, for messages: "nodes.dma.steps[3]"
    std::string name;            ///< of the register, line or mark; the text to log
    std::uint64_t value = 0;     ///< to write, to expect; of the mark
    unsigned size = 4;           ///< bytes
    VirtualTime duration{};      ///< to compute
    VirtualTime timeout = never; ///< of wait_irq; passing it fails the simulation
    std::uint64_t times = 0;     ///< to repeat
    std::vector<Step> steps;     ///< to repeat
};

/// `given`: parameters of the scenario, which are those that every program has. Throws
/// ParameterError.
Program program_of(std::vector<Step> steps, const std::map<std::string, std::string>& given);

} // namespace ampsim::scripted

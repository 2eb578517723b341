// SPDX-License-Identifier: BSD-3-Clause
//
// What `ampsim` tells the shell. Scripts rely on these numbers.
#pragma once

namespace ampsim::cli {

enum ExitStatus : int {
    all_hold = 0,           ///< the run ended, and every expectation holds
    expectation_failed = 1, ///< the run ended, and an expectation does not hold
    bad_input = 2,          ///< a file, a flag or the installation cannot be used
    simulation_failed =
        3, ///< a guest panicked, a peer died, a deadlock, a time-out, an interruption
};

} // namespace ampsim::cli

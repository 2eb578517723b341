// SPDX-License-Identifier: BSD-3-Clause
//
// The two ways in which ampsim gives up, told apart by whose fault it is. Library code throws them
// and never exits; the command line turns them into exit statuses.
#pragma once

#include <stdexcept>
#include <string>

namespace ampsim {

/// What the user gave cannot be used (a file, a key, a flag, a missing program): exit status 2.
/// The message names the place (file:line:column, key or node), what was expected, and what to do.
class InputError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The simulation could not go on (a peer died, a guest panicked, a deadlock, a time-out): exit
/// status 3.
class SimulationError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

} // namespace ampsim

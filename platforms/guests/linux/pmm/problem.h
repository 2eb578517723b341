// SPDX-License-Identifier: BSD-3-Clause
//
// What keeps the monitor from starting, for people: what, where, and what to do.
#pragma once

#include <stdexcept>

namespace ampsim::pmm {

/// The command line, the platform's description or a file is not what it should be: exit status 2.
struct WrongInput : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The system refused something: exit status 1.
struct SystemRefused : std::runtime_error {
    using std::runtime_error::runtime_error;
};

} // namespace ampsim::pmm

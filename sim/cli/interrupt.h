// SPDX-License-Identifier: BSD-3-Clause
//
// Ctrl-C and SIGTERM end a run in order: results so far are written. A second one ends the process
// at once.
#pragma once

namespace ampsim::cli {

void catch_interrupts();
bool interrupted();

} // namespace ampsim::cli

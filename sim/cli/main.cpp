// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/command_line.h"
#include "sim/hub/change_later.h"
#include "sim/hub/run.h"
#include "sim/hub/scripted_process.h"
#include "sim/hub/snapshot.h"

#include <systemc>

#include <unistd.h>

#include <cstdlib>
#include <iostream>

int sc_main(int count, char** arguments) {
    using namespace ampsim;
    const cli::Context context{std::cout,
                               std::cerr,
                               cli::terminal_of(STDOUT_FILENO),
                               cli::terminal_of(STDERR_FILENO),
                               hub::run,
                               hub::run_scripted_process,
                               hub::identify,
                               hub::has_snapshot,
                               hub::can_change_later};
    return cli::run_command_line({arguments + 1, arguments + count}, context);
}

/// In place of SystemC's own main, which greets with a banner.
int main(int count, char** arguments) {
    setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
    return sc_core::sc_elab_and_sim(count, arguments);
}

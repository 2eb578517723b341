// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/interrupt.h"

#include <csignal>

namespace ampsim::cli {

namespace {

volatile std::sig_atomic_t signal_seen = 0;

void remember(int) {
    signal_seen = 1;
}

} // namespace

void catch_interrupts() {
    struct sigaction action {};
    action.sa_handler = remember;
    action.sa_flags = SA_RESETHAND; // the second one finds the default action
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() {
    return signal_seen != 0;
}

} // namespace ampsim::cli

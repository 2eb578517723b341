// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace ampsim::cli {

namespace {

/// https://no-color.org: set and not empty means no colour.
bool colour_wanted() {
    const char* no_color = std::getenv("NO_COLOR");
    const char* kind = std::getenv("TERM");
    return (!no_color || *no_color == '\0') && (!kind || std::string_view(kind) != "dumb");
}

} // namespace

Terminal terminal_of(int descriptor) {
    Terminal terminal;
    terminal.interactive = isatty(descriptor) == 1;
    terminal.colour = terminal.interactive && colour_wanted();
    winsize size{};
    if (terminal.interactive && ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        terminal.width = size.ws_col;
    }
    return terminal;
}

} // namespace ampsim::cli

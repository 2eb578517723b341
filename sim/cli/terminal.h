// SPDX-License-Identifier: BSD-3-Clause
//
// What an output stream can show.
#pragma once

namespace ampsim::cli {

struct Terminal {
    bool interactive = false; ///< a person watches: a line can be written over
    bool colour = false;      ///< interactive, and NO_COLOR is not set
    unsigned width = 100;     ///< columns
};

/// Of a file descriptor, 1 or 2.
Terminal terminal_of(int descriptor);

} // namespace ampsim::cli

// SPDX-License-Identifier: BSD-3-Clause
//
// How far a sweep is. On a terminal it is one line that is written over; elsewhere a plain line
// every few seconds.
#pragma once

#include "sim/cli/status_line.h"
#include "sim/cli/terminal.h"
#include "sim/sweep/runner.h"

#include <iosfwd>
#include <string>

namespace ampsim::cli {

class SweepLine {
public:
    SweepLine(std::ostream& out, Terminal terminal)
        : out_(out), interactive_(terminal.interactive), line_(out, terminal) {}

    void show(const sweep::Progress& progress);
    /// A line that stays.
    void print(const std::string& text);
    void clear() { line_.clear(); }

private:
    std::ostream& out_;
    bool interactive_;
    StatusLine line_;
    std::chrono::nanoseconds shown_{}; ///< when the last plain line was
};

/// "17 of 40 points  2 run  1 failed  12 s  about 16 s left".
std::string progress_text(const sweep::Progress& progress);

} // namespace ampsim::cli

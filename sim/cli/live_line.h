// SPDX-License-Identifier: BSD-3-Clause
//
// What a run is doing right now: virtual time, its speed against the host's clock, messages done,
// what is being waited for. On a terminal it is one line that is written over; elsewhere a plain
// line every few seconds.
#pragma once

#include "sim/cli/status_line.h"
#include "sim/cli/terminal.h"
#include "sim/hub/run.h"

#include <chrono>
#include <iosfwd>
#include <optional>
#include <string>

namespace ampsim::cli {

class LiveLine {
public:
    LiveLine(std::ostream& out, Terminal terminal)
        : out_(out), interactive_(terminal.interactive), line_(out, terminal) {}

    void show(const hub::Progress& progress);

    /// Takes the line off the terminal, so that other text can follow.
    void clear() { line_.clear(); }

private:
    std::ostream& out_;
    bool interactive_;
    StatusLine line_;
    std::optional<hub::Progress> last_; ///< the last one shown
};

/// "1.204 s  0.31x real time  14 % sync  1,520 grants/s  310 accesses/s  rpmsg.rtt 420  waiting for
/// linux (running); linux: access 190"; speed, rates and the commonest end of a grant are those
/// since `before`.
std::string progress_text(const hub::Progress& progress, const hub::Progress& before);

} // namespace ampsim::cli

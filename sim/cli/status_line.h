// SPDX-License-Identifier: BSD-3-Clause
//
// A line on the terminal that is written over.
#pragma once

#include "sim/cli/terminal.h"

#include <iosfwd>
#include <string>

namespace ampsim::cli {

class StatusLine {
public:
    /// `terminal` is interactive.
    StatusLine(std::ostream& out, Terminal terminal) : out_(out), terminal_(terminal) {}
    ~StatusLine() { clear(); }
    StatusLine(const StatusLine&) = delete;
    StatusLine& operator=(const StatusLine&) = delete;

    /// What is too long is cut off.
    void show(const std::string& text);

    /// Takes the line off the terminal, so that other text can follow.
    void clear();

private:
    std::ostream& out_;
    Terminal terminal_;
    bool on_screen_ = false;
};

} // namespace ampsim::cli

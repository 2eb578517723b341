// SPDX-License-Identifier: BSD-3-Clause
//
// A child process that cannot outlive the hub: it dies with it, whatever happens. It is in a
// process group of its own, so that Ctrl-C in the terminal reaches the hub alone, which then ends
// it in order.
#pragma once

#include <boost/process/child.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace ampsim::node {

class Process {
public:
    struct Options {
        std::string output;           ///< file that receives standard output and error
        std::vector<int> descriptors; ///< that it inherits, under the same numbers
        std::optional<unsigned> cpu;  ///< host CPU that it runs on
    };

    /// `command` starts with the program's path. Throws InputError when it cannot be started.
    Process(const std::vector<std::string>& command, const Options& options);
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process(); ///< kills it if it still runs

    bool is_running();
    /// Gives it time to end by itself, and kills it then.
    void end(std::chrono::milliseconds patience);
    /// It has ended with exit status 0.
    bool has_succeeded();
    /// Gives it time to end by itself; true when it has_succeeded() then.
    bool succeeds_within(std::chrono::milliseconds patience);
    /// How it ended: "exited with status 1", "was killed by signal 9 (Killed)"; "is running".
    std::string fate();
    int id() const { return child_.id(); }

private:
    void wait(std::chrono::milliseconds patience);

    boost::process::child child_;
};

} // namespace ampsim::node

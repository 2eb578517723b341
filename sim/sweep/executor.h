// SPDX-License-Identifier: BSD-3-Clause
//
// Where the points of a sweep are run: on this machine's CPUs, or as jobs of a cluster. An executor
// starts commands and says when they have ended; what they found is in their directories.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace ampsim::sweep {

/// One point to run.
struct Task {
    std::string key;                  ///< of the point, unique
    std::vector<std::string> command; ///< with the path of its program
    std::string log;                  ///< file that receives what it says
    std::string result; ///< file that it leaves; one of an earlier run is removed before
};

/// One that ran.
struct Ended {
    std::string key;
    std::string how; ///< "exited with status 1"
};

class Executor {
public:
    Executor() = default;
    virtual ~Executor() = default; ///< what still runs is ended
    Executor(const Executor&) = delete;
    Executor& operator=(const Executor&) = delete;

    /// Takes tasks over, to be started in this order. Throws InputError when there is no way to
    /// start them.
    virtual void submit(const std::vector<Task>& tasks) = 0;

    /// Those that have ended since the last call; starts others in their place. Does not wait.
    virtual std::vector<Ended> poll() = 0;

    /// Tasks that run now.
    virtual std::size_t running() const = 0;

    /// Ends all tasks, those that run in order, and returns when none does.
    virtual void cancel() = 0;
};

} // namespace ampsim::sweep

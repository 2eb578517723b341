// SPDX-License-Identifier: BSD-3-Clause
//
// The few things that a sweep asks of Slurm, by its own commands: sbatch, squeue, scancel. They
// need slurmctld alone, no accounting.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ampsim::sweep {

/// A task of a job array that waits or runs.
struct SlurmTask {
    std::string job;       ///< number of the array's job
    std::size_t index = 0; ///< in the array
    bool runs = false;
    std::string command; ///< of the array: script and arguments
};

/// One line of `squeue -h -r -o "%F|%K|%T|%o"`; nothing when it is of no job array.
std::optional<SlurmTask> parse_squeue_line(const std::string& line);

class SlurmQueue {
public:
    /// Submits an array of `tasks` tasks, at most `at_once` of them at a time (0: no limit), that
    /// run `script` with `argument`. Throws InputError with what sbatch says.
    void submit(const std::string& name, std::size_t tasks, std::size_t at_once,
                const std::string& script, const std::string& argument);

    /// All of this user's array tasks that wait or run. Nothing when Slurm does not answer: it may
    /// later.
    std::optional<std::vector<SlurmTask>> tasks();

    /// A whole array.
    void cancel(const std::string& job);

    /// What the last command that failed said.
    const std::string& complaint() const { return complaint_; }

private:
    std::optional<std::string> output_of(const std::vector<std::string>& command);

    std::string complaint_;
};

} // namespace ampsim::sweep

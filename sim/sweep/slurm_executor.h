// SPDX-License-Identifier: BSD-3-Clause
//
// Points as tasks of Slurm job arrays, one CPU each. What the sweep has to know is in files that
// all nodes see, below its directory:
//
//   slurm/task      the script of every task
//   slurm/N.tasks   the tasks of the N-th array, "KEY COMMAND" a line
//   slurm/N.I       exit status of task I of it, when it has ended
//
// So a sweep that was killed finds the tasks again that it left in the queue. Slurm's queue is
// looked at only to notice tasks that ended without saying so.
#pragma once

#include "sim/sweep/executor.h"
#include "sim/sweep/slurm_queue.h"

#include <chrono>
#include <filesystem>
#include <map>

namespace ampsim::sweep {

class SlurmExecutor : public Executor {
public:
    /// `directory` is the sweep's, `name` is for squeue; at most `jobs` tasks at a time, 0: as many
    /// as there is room for.
    SlurmExecutor(std::filesystem::path directory, std::string name, std::size_t jobs);
    ~SlurmExecutor() override;

    void submit(const std::vector<Task>& tasks) override;
    std::vector<Ended> poll() override;
    std::size_t running() const override;
    void cancel() override;

private:
    using Clock = std::chrono::steady_clock;

    /// A task that is in the queue, as far as is known.
    struct Submitted {
        std::string status;        ///< file that it will leave
        bool runs = false;         ///< not just waits
        unsigned not_in_queue = 0; ///< times in a row
    };

    std::vector<Task> without_queued(const std::vector<Task>& tasks);
    void submit_array(std::vector<Task>::const_iterator begin,
                      std::vector<Task>::const_iterator end);
    void look_at_queue();
    std::map<std::string, SlurmTask> queued();

    std::filesystem::path directory_; ///< absolute, DIR/slurm
    std::string name_;
    std::size_t jobs_;
    SlurmQueue queue_;
    std::map<std::string, Submitted> submitted_; ///< by the point's key
    unsigned unanswered_ = 0;                    ///< looks at the queue in a row
    Clock::time_point files_seen_{};
    Clock::time_point queue_seen_ = Clock::now();
};

} // namespace ampsim::sweep

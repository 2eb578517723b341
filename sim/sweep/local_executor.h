// SPDX-License-Identifier: BSD-3-Clause
//
// Points as child processes of the sweep, each on a host CPU of its own. They die with it, however
// it ends, and so do their QEMUs.
#pragma once

#include "sim/node/process.h"
#include "sim/sweep/executor.h"

#include <deque>
#include <memory>
#include <optional>

namespace ampsim::sweep {

class LocalExecutor : public Executor {
public:
    /// At most `jobs` tasks at a time. Each runs on one of `cpus` from its start, and is told so by
    /// "--cpu N" at the end of its command; with more jobs than CPUs, by "--cpu none", on any.
    LocalExecutor(std::size_t jobs, std::vector<unsigned> cpus);
    ~LocalExecutor() override;

    void submit(const std::vector<Task>& tasks) override;
    std::vector<Ended> poll() override;
    std::size_t running() const override;
    void cancel() override;

private:
    struct Slot {
        std::optional<unsigned> cpu; ///< nothing: the scheduler's choice
        std::string key;
        std::unique_ptr<node::Process> process; ///< null: free
    };

    void fill(Slot& slot);

    std::deque<Task> waiting_;
    std::vector<Slot> slots_;
};

} // namespace ampsim::sweep

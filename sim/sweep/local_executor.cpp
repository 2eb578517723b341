// SPDX-License-Identifier: BSD-3-Clause
#include "sim/sweep/local_executor.h"

#include <algorithm>
#include <csignal>
#include <filesystem>

namespace ampsim::sweep {

namespace {

constexpr std::chrono::seconds patience_at_the_end{5};

} // namespace

LocalExecutor::LocalExecutor(std::size_t jobs, std::vector<unsigned> cpus) : slots_(jobs) {
    // From the last one: the host's own work tends to be on the first.
    std::reverse(cpus.begin(), cpus.end());
    for (std::size_t i = 0; i < jobs; ++i) {
        if (jobs <= cpus.size()) {
            slots_[i].cpu = cpus[i];
        }
    }
}

LocalExecutor::~LocalExecutor() {
    LocalExecutor::cancel();
}

void LocalExecutor::submit(const std::vector<Task>& tasks) {
    waiting_.insert(waiting_.end(), tasks.begin(), tasks.end());
    for (Slot& slot : slots_) {
        if (!slot.process) {
            fill(slot);
        }
    }
}

void LocalExecutor::fill(Slot& slot) {
    if (waiting_.empty()) {
        return;
    }
    Task task = std::move(waiting_.front());
    waiting_.pop_front();
    task.command.insert(task.command.end(),
                        {"--cpu", slot.cpu ? std::to_string(*slot.cpu) : "none"});
    std::error_code none;
    std::filesystem::remove(task.result, none);
    node::Process::Options options;
    options.output = task.log;
    options.cpu = slot.cpu; // also for what a run does before its nodes start and behind their end
    slot.key = task.key;
    slot.process = std::make_unique<node::Process>(task.command, options);
}

std::vector<Ended> LocalExecutor::poll() {
    std::vector<Ended> ended;
    for (Slot& slot : slots_) {
        if (slot.process && !slot.process->is_running()) {
            ended.push_back({slot.key, slot.process->fate()});
            slot.process.reset();
            fill(slot);
        }
    }
    return ended;
}

std::size_t LocalExecutor::running() const {
    return static_cast<std::size_t>(std::count_if(
        slots_.begin(), slots_.end(), [](const Slot& slot) { return slot.process != nullptr; }));
}

void LocalExecutor::cancel() {
    waiting_.clear();
    for (const Slot& slot : slots_) {
        if (slot.process && slot.process->is_running()) {
            kill(slot.process->id(), SIGTERM); // it shuts its nodes down
        }
    }
    for (Slot& slot : slots_) {
        if (slot.process) {
            slot.process->end(patience_at_the_end);
            slot.process.reset();
        }
    }
}

} // namespace ampsim::sweep

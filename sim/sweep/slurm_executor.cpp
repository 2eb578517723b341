// SPDX-License-Identifier: BSD-3-Clause
#include "sim/sweep/slurm_executor.h"

#include "sim/error.h"
#include "sim/node/file.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <set>
#include <thread>

namespace ampsim::sweep {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t most_of_an_array = 1000; // Slurm's MaxArraySize is 1001 unless configured
constexpr std::chrono::milliseconds between_looks_at_files{200};
constexpr std::chrono::seconds between_looks_at_queue{5};
/// A task that has left the queue may have a status that other nodes' file systems do not show yet.
constexpr unsigned looks_until_lost = 3;
constexpr unsigned most_unanswered = 60; // 5 minutes
constexpr int seconds_until_cancelled = 60;

constexpr const char* task_script = R"(#!/bin/sh
# One task of a sweep's job array: runs its line of the list, and leaves the exit status in a file.
list=$1
status=${list%.tasks}.$SLURM_ARRAY_TASK_ID
line=$(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" "$list")
eval "${line#* }"
echo $? > "$status.draft"
mv "$status.draft" "$status"
)";

/// For a shell.
std::string quoted(const std::string& text) {
    std::string result = "'";
    for (const char c : text) {
        result += c == '\'' ? "'\\''" : std::string(1, c);
    }
    return result + "'";
}

std::string shell_line(const Task& task) {
    std::string line = task.key;
    for (const std::string& argument : task.command) {
        line += " " + quoted(argument);
    }
    return fmt::format("{} </dev/null >{} 2>&1\n", line, quoted(task.log));
}

std::string key_of_line(const std::string& list, std::size_t index) {
    std::ifstream in(list, std::ios::binary);
    std::string line;
    for (std::size_t i = 0; i <= index; ++i) {
        if (!std::getline(in, line)) {
            return "";
        }
    }
    return line.substr(0, line.find(' '));
}

/// "DIR/slurm/3.tasks" of "/path/task DIR/slurm/3.tasks".
std::string list_of(const SlurmTask& task, const fs::path& directory) {
    const std::string opening = (directory / "task").string() + " ";
    return task.command.compare(0, opening.size(), opening) == 0
               ? task.command.substr(opening.size())
               : "";
}

std::string status_file(const std::string& list, std::size_t index) {
    return fmt::format("{}.{}", list.substr(0, list.rfind('.')), index);
}

} // namespace

SlurmExecutor::SlurmExecutor(fs::path directory, std::string name, std::size_t jobs)
    : directory_(fs::absolute(directory / "slurm").lexically_normal()), name_(std::move(name)),
      jobs_(jobs) {
    std::error_code failed;
    fs::create_directories(directory_, failed);
    const fs::path script = directory_ / "task";
    node::write_file(script.string(), task_script);
    fs::permissions(script, fs::perms::owner_exec, fs::perm_options::add, failed);
    if (failed || directory_.string().find('\n') != std::string::npos) {
        throw InputError(
            fmt::format("--executor slurm: cannot use the directory {}", directory_.string()));
    }
}

SlurmExecutor::~SlurmExecutor() {
    try {
        cancel();
    } catch (const std::exception&) { // NOLINT(bugprone-empty-catch): they end by themselves
    }
}

std::map<std::string, SlurmTask> SlurmExecutor::queued() {
    std::optional<std::vector<SlurmTask>> tasks = queue_.tasks();
    if (!tasks) {
        throw InputError("--executor slurm: " + queue_.complaint());
    }
    std::map<std::string, SlurmTask> by_key;
    for (SlurmTask& task : *tasks) {
        const std::string list = list_of(task, directory_);
        const std::string key = list.empty() ? "" : key_of_line(list, task.index);
        if (!key.empty()) {
            by_key[key] = std::move(task);
        }
    }
    return by_key;
}

std::vector<Task> SlurmExecutor::without_queued(const std::vector<Task>& tasks) {
    const std::map<std::string, SlurmTask> in_queue = queued();
    std::vector<Task> others;
    for (const Task& task : tasks) {
        const auto found = in_queue.find(task.key);
        if (found == in_queue.end()) {
            others.push_back(task);
            continue;
        }
        const SlurmTask& left = found->second; // by a sweep that was killed
        submitted_[task.key] = {status_file(list_of(left, directory_), left.index), left.runs, 0};
    }
    return others;
}

void SlurmExecutor::submit(const std::vector<Task>& tasks) {
    const std::vector<Task> others = without_queued(tasks);
    for (std::size_t begin = 0; begin < others.size(); begin += most_of_an_array) {
        const std::size_t end = std::min(begin + most_of_an_array, others.size());
        submit_array(others.begin() + static_cast<std::ptrdiff_t>(begin),
                     others.begin() + static_cast<std::ptrdiff_t>(end));
    }
    queue_seen_ = Clock::now() - between_looks_at_queue + between_looks_at_files;
}

void SlurmExecutor::submit_array(std::vector<Task>::const_iterator begin,
                                 std::vector<Task>::const_iterator end) {
    std::size_t number = 1;
    while (fs::exists(directory_ / fmt::format("{}.tasks", number))) {
        ++number;
    }
    const std::string list = (directory_ / fmt::format("{}.tasks", number)).string();
    std::string lines;
    for (auto task = begin; task != end; ++task) {
        std::error_code none;
        fs::remove(task->result, none);
        const std::string line = shell_line(*task);
        if (std::count(line.begin(), line.end(), '\n') != 1) {
            throw InputError("--executor slurm: a value with a line break cannot be given to a "
                             "job; expected one without");
        }
        lines += line;
        const auto index = static_cast<std::size_t>(task - begin);
        submitted_[task->key] = {status_file(list, index), false, 0};
    }
    node::write_file(list, lines);
    queue_.submit("ampsim-" + name_, static_cast<std::size_t>(end - begin), jobs_,
                  (directory_ / "task").string(), list);
}

std::vector<Ended> SlurmExecutor::poll() {
    std::vector<Ended> ended;
    if (Clock::now() - files_seen_ < between_looks_at_files) {
        return ended;
    }
    if (Clock::now() - queue_seen_ >= between_looks_at_queue) {
        look_at_queue();
        queue_seen_ = Clock::now();
    }
    for (auto task = submitted_.begin(); task != submitted_.end();) {
        const auto& [key, submitted] = *task;
        std::string status;
        if (std::getline(std::ifstream(submitted.status), status)) {
            ended.push_back({key, "exited with status " + status});
        } else if (submitted.not_in_queue >= looks_until_lost) {
            ended.push_back({key, "left Slurm's queue without a result: it was cancelled, ran out "
                                  "of its time or memory, or its node failed"});
        } else {
            ++task;
            continue;
        }
        task = submitted_.erase(task);
    }
    files_seen_ = Clock::now();
    return ended;
}

void SlurmExecutor::look_at_queue() {
    std::map<std::string, SlurmTask> in_queue;
    try {
        in_queue = queued();
        unanswered_ = 0;
    } catch (const InputError& error) { // slurmctld restarts, or is busy
        if (++unanswered_ >= most_unanswered) {
            throw SimulationError(error.what());
        }
        return;
    }
    for (auto& [key, submitted] : submitted_) {
        const auto found = in_queue.find(key);
        submitted.runs = found != in_queue.end() && found->second.runs;
        submitted.not_in_queue = found == in_queue.end() ? submitted.not_in_queue + 1 : 0;
    }
}

std::size_t SlurmExecutor::running() const {
    return static_cast<std::size_t>(std::count_if(
        submitted_.begin(), submitted_.end(), [](const auto& each) { return each.second.runs; }));
}

void SlurmExecutor::cancel() {
    if (submitted_.empty()) {
        return;
    }
    const auto jobs = [this] {
        std::set<std::string> ours;
        for (const auto& [key, task] : queued()) {
            ours.insert(task.job);
        }
        return ours;
    };
    for (const std::string& job : jobs()) {
        queue_.cancel(job);
    }
    for (int i = 0; i < seconds_until_cancelled && !jobs().empty(); ++i) {
        std::this_thread::sleep_for(std::chrono::seconds{1});
    }
    submitted_.clear();
}

} // namespace ampsim::sweep

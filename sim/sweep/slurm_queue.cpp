// SPDX-License-Identifier: BSD-3-Clause
#include "sim/sweep/slurm_queue.h"

#include "sim/error.h"
#include "sim/platform/child_process.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <sstream>

namespace ampsim::sweep {

std::optional<SlurmTask> parse_squeue_line(const std::string& line) {
    std::array<std::string, 3> fields;
    std::size_t begin = 0;
    for (std::string& field : fields) {
        const std::size_t end = line.find('|', begin);
        if (end == std::string::npos) {
            return std::nullopt;
        }
        field = line.substr(begin, end - begin);
        begin = end + 1;
    }
    SlurmTask task;
    task.job = fields[0];
    const std::string& index = fields[1];
    const auto [end, problem] =
        std::from_chars(index.data(), index.data() + index.size(), task.index);
    if (problem != std::errc{} || end != index.data() + index.size()) {
        return std::nullopt; // "N/A": a job of its own
    }
    task.runs = fields[2] == "RUNNING" || fields[2] == "COMPLETING";
    task.command = line.substr(begin);
    return task;
}

std::optional<std::string> SlurmQueue::output_of(const std::vector<std::string>& command) {
    const std::optional<platform::ChildResult> result = platform::run_child(command);
    if (!result) {
        complaint_ = fmt::format("there is no {} in $PATH; it is in Debian's package slurm-wlm",
                                 command.front());
        return std::nullopt;
    }
    if (!result->succeeded) {
        complaint_ = fmt::format("{}: {}", command.front(), result->errors);
        while (!complaint_.empty() && complaint_.back() == '\n') {
            complaint_.pop_back();
        }
        return std::nullopt;
    }
    return result->output;
}

void SlurmQueue::submit(const std::string& name, std::size_t tasks, std::size_t at_once,
                        const std::string& script, const std::string& argument) {
    const std::string limit = at_once == 0 ? "" : fmt::format("%{}", at_once);
    if (!output_of({"sbatch", "--parsable", fmt::format("--array=0-{}{}", tasks - 1, limit),
                    "--cpus-per-task=1", "--job-name=" + name, "--output=/dev/null", script,
                    argument})) {
        throw InputError("--executor slurm: " + complaint_);
    }
}

std::optional<std::vector<SlurmTask>> SlurmQueue::tasks() {
    const std::optional<std::string> output =
        output_of({"squeue", "--noheader", "--array", "--me", "--format=%F|%K|%T|%o"});
    if (!output) {
        return std::nullopt;
    }
    std::vector<SlurmTask> all;
    std::istringstream lines(*output);
    for (std::string line; std::getline(lines, line);) {
        if (std::optional<SlurmTask> task = parse_squeue_line(line)) {
            all.push_back(std::move(*task));
        }
    }
    return all;
}

void SlurmQueue::cancel(const std::string& job) {
    output_of({"scancel", job});
}

} // namespace ampsim::sweep

// SPDX-License-Identifier: BSD-3-Clause
//
// The real `ampsim`, as a user starts it: a process with arguments, an environment and a directory
// of results.
#pragma once

#include <nlohmann/json.hpp>

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace ampsim::integration {

/// Values of the build.
std::string source_file(const std::string& path); ///< "scenarios/rpmsg-ping.toml"
std::string test_guest(const std::string& name);  ///< "bare_m4.elf"
std::string built_guest(const std::string& name); ///< "rtos/rpmsg_remote.elf"

/// A directory that is gone after the test.
class Directory {
public:
    Directory();
    ~Directory();
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;

    std::string file(const std::string& name) const { return (path_ / name).string(); }
    /// Writes a file, and returns its path.
    std::string write(const std::string& name, const std::string& content) const;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

std::string content_of(const std::string& path); ///< empty when there is no such file

/// Waits until the file contains the text. False when it does not in time.
bool wait_for_text(const std::string& path, const std::string& text,
                   std::chrono::seconds limit = std::chrono::seconds{60});

/// Processes of the host whose command line contains each of the texts.
std::vector<pid_t> processes_with(const std::vector<std::string>& texts);

struct Finished {
    int exit_status = -1; ///< -1: it was ended by a signal
    int signal = 0;
    bool in_time = true; ///< it had to be killed when not
    std::string out;
    std::string err;
};

/// A process that runs, or has run.
class Process {
public:
    using Environment = std::map<std::string, std::string>; ///< on top of the test's own

    /// What it says is kept in `directory`.
    Process(const std::vector<std::string>& command, const Directory& directory,
            const Environment& environment = {});
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process(); ///< kills it if it still runs

    void send(int signal) const;
    Finished wait(std::chrono::seconds limit = std::chrono::seconds{150});
    std::string error_output() const { return content_of(err_); } ///< so far

private:
    std::string out_;
    std::string err_;
    pid_t id_ = -1;
};

std::vector<std::string> ampsim(std::vector<std::string> arguments);
/// The command `ampsim run SCENARIO`, each of `sets` as --set, results in `directory`/out.
std::vector<std::string> ampsim_run(const std::string& scenario,
                                    const std::vector<std::string>& sets,
                                    const Directory& directory,
                                    const std::vector<std::string>& flags = {"--no-snapshot"});

/// A run from its start to its end.
class AmpsimRun {
public:
    explicit AmpsimRun(const std::string& scenario, const std::vector<std::string>& sets = {},
                       const Process::Environment& environment = {},
                       const std::vector<std::string>& flags = {"--no-snapshot"});

    const Finished& finished() const { return finished_; }
    int exit_status() const { return finished_.exit_status; }
    const std::string& error() const { return finished_.err; }

    const nlohmann::json& result() const { return result_; } ///< null when there is none
    const nlohmann::json& manifest() const { return manifest_; }
    nlohmann::json trace_events() const;
    std::string console(const std::string& node) const;
    std::string file(const std::string& name) const; ///< path of a result

    const nlohmann::json& span(const std::string& name) const;
    /// A hop's own numbers: hop("rpmsg.rtt", "linux to rtos", "p50_ns").
    std::int64_t hop(const std::string& span, const std::string& hop,
                     const std::string& statistic) const;
    std::int64_t counter(const std::string& name) const;

private:
    Directory directory_;
    Finished finished_;
    nlohmann::json result_;
    nlohmann::json manifest_;
};

/// For the message of a failed assertion.
std::ostream& operator<<(std::ostream& out, const AmpsimRun& run);

} // namespace ampsim::integration

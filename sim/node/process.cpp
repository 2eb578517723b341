// SPDX-License-Identifier: BSD-3-Clause
#include "sim/node/process.h"

#include "sim/error.h"

#include <boost/process/args.hpp>
#include <boost/process/exe.hpp>
#include <boost/process/extend.hpp>
#include <boost/process/io.hpp>
#include <fmt/format.h>

#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <thread>

namespace ampsim::node {

namespace process = boost::process;

namespace {

/// Runs in the child, between fork and exec: system calls only.
struct InChild {
    pid_t parent;
    const std::vector<int>& descriptors;
    std::optional<unsigned> cpu;

    template <typename Executor>
    void operator()(Executor&) const {
        setpgid(0, 0);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) {
            _exit(EXIT_FAILURE); // the hub died before the line above
        }
        for (const int descriptor : descriptors) {
            fcntl(descriptor, F_SETFD, 0);
        }
        if (cpu) {
            cpu_set_t cpus;
            CPU_ZERO(&cpus);
            CPU_SET(*cpu, &cpus);
            sched_setaffinity(0, sizeof cpus, &cpus);
        }
    }
};

process::child start(const std::vector<std::string>& command, const Process::Options& options) {
    std::error_code failed;
    process::child child(
        process::exe = command.front(),
        process::args = std::vector<std::string>(command.begin() + 1, command.end()),
        process::std_in<process::null, (process::std_out & process::std_err)> options.output,
        process::extend::on_exec_setup = InChild{getpid(), options.descriptors, options.cpu},
        failed);
    if (failed) {
        throw InputError(fmt::format("cannot start {}: {}", command.front(), failed.message()));
    }
    return child;
}

} // namespace

Process::Process(const std::vector<std::string>& command, const Options& options)
    : child_(start(command, options)) {}

Process::~Process() {
    end(std::chrono::milliseconds{0});
}

bool Process::is_running() {
    std::error_code gone;
    return child_.running(gone);
}

void Process::wait(std::chrono::milliseconds patience) {
    constexpr std::chrono::milliseconds step{5};
    for (; is_running() && patience.count() > 0; patience -= step) {
        std::this_thread::sleep_for(step);
    }
}

bool Process::has_succeeded() {
    return !is_running() && WIFEXITED(child_.native_exit_code()) &&
           WEXITSTATUS(child_.native_exit_code()) == 0;
}

bool Process::succeeds_within(std::chrono::milliseconds patience) {
    wait(patience);
    return has_succeeded();
}

void Process::end(std::chrono::milliseconds patience) {
    wait(patience);
    if (is_running()) {
        std::error_code gone;
        kill(child_.id(), SIGKILL);
        child_.wait(gone); // child::terminate() does not
    }
}

std::string Process::fate() {
    if (is_running()) {
        return "is running";
    }
    const int status = child_.native_exit_code();
    if (WIFSIGNALED(status)) {
        return fmt::format("was killed by signal {} ({})", WTERMSIG(status),
                           strsignal(WTERMSIG(status)));
    }
    return fmt::format("exited with status {}", WEXITSTATUS(status));
}

} // namespace ampsim::node

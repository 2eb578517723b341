// SPDX-License-Identifier: BSD-3-Clause
#include "tests/integration/run_ampsim.h"

#include <fmt/format.h>

#include <cctype>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <ostream>
#include <spawn.h>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace ampsim::integration {

namespace fs = std::filesystem;
using nlohmann::json;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::chrono::milliseconds between_looks{2};

json parsed(const std::string& path) {
    const std::string text = content_of(path);
    return text.empty() ? json() : json::parse(text);
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    result.reserve(texts.size() + 1);
    for (std::string& text : texts) {
        result.push_back(text.data());
    }
    result.push_back(nullptr);
    return result;
}

std::vector<std::string> merged(const Process::Environment& added) {
    std::vector<std::string> variables;
    for (char** variable = environ; *variable; ++variable) {
        const std::string text = *variable;
        if (added.count(text.substr(0, text.find('='))) == 0) {
            variables.push_back(text);
        }
    }
    for (const auto& [name, value] : added) {
        variables.push_back(fmt::format("{}={}", name, value));
    }
    return variables;
}

const json& named(const json& list, const std::string& name) {
    for (const json& element : list) {
        if (element.at("name") == name) {
            return element;
        }
    }
    throw std::runtime_error("the result has no '" + name + "'");
}

} // namespace

std::string source_file(const std::string& path) {
    return AMPSIM_SOURCE_DIR "/" + path;
}
std::string test_guest(const std::string& name) {
    return AMPSIM_TEST_GUESTS "/" + name;
}
std::string built_guest(const std::string& name) {
    const std::string here = AMPSIM_BUILD_DIR "/guests/" + name;
    return fs::exists(here) ? here : AMPSIM_SOURCE_DIR "/build/guests/" + name;
}

// --- Files ------------------------------------------------------------------------------------

Directory::Directory() {
    std::string path = (fs::temp_directory_path() / "ampsim-integration-XXXXXX").string();
    if (!mkdtemp(path.data())) {
        throw std::runtime_error("cannot make a temporary directory");
    }
    path_ = path;
}

Directory::~Directory() {
    std::error_code left_behind;
    fs::remove_all(path_, left_behind);
}

std::string Directory::write(const std::string& name, const std::string& content) const {
    std::ofstream out(path_ / name, std::ios::binary);
    out << content;
    return file(name);
}

std::string content_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream content;
    content << in.rdbuf(); // which does not throw when a process' file goes away meanwhile
    return content.str();
}

bool wait_for_text(const std::string& path, const std::string& text, std::chrono::seconds limit) {
    const auto end = Clock::now() + limit;
    while (content_of(path).find(text) == std::string::npos) {
        if (Clock::now() > end) {
            return false;
        }
        std::this_thread::sleep_for(between_looks);
    }
    return true;
}

// --- Processes --------------------------------------------------------------------------------

std::vector<pid_t> processes_with(const std::vector<std::string>& texts) {
    std::vector<pid_t> found;
    for (const fs::directory_entry& entry : fs::directory_iterator("/proc")) {
        const std::string name = entry.path().filename().string();
        if (!std::isdigit(static_cast<unsigned char>(name.front()))) {
            continue;
        }
        const std::string command = content_of(entry.path() / "cmdline");
        bool all = !command.empty();
        for (const std::string& text : texts) {
            all = all && command.find(text) != std::string::npos;
        }
        if (all) {
            found.push_back(std::stoi(name));
        }
    }
    return found;
}

Process::Process(const std::vector<std::string>& command, const Directory& directory,
                 const Environment& environment)
    : out_(directory.file("stdout")), err_(directory.file("stderr")) {
    constexpr int flags = O_WRONLY | O_CREAT | O_TRUNC;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out_.c_str(), flags, 0600);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err_.c_str(), flags, 0600);
    std::vector<std::string> arguments = command;
    std::vector<std::string> variables = merged(environment);
    const int failed = posix_spawn(&id_, command.front().c_str(), &actions, nullptr,
                                   pointers(arguments).data(), pointers(variables).data());
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) {
        throw std::runtime_error("cannot start " + command.front());
    }
}

Process::~Process() {
    if (id_ > 0) {
        kill(id_, SIGKILL);
        waitpid(id_, nullptr, 0);
    }
}

void Process::send(int signal) const {
    kill(id_, signal);
}

Finished Process::wait(std::chrono::seconds limit) {
    Finished finished;
    const auto end = Clock::now() + limit;
    int status = 0;
    while (waitpid(id_, &status, WNOHANG) == 0) {
        if (finished.in_time && Clock::now() > end) {
            finished.in_time = false;
            kill(id_, SIGKILL);
        }
        std::this_thread::sleep_for(between_looks);
    }
    id_ = -1;
    finished.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    finished.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    finished.out = content_of(out_);
    finished.err = content_of(err_);
    return finished;
}

// --- ampsim -----------------------------------------------------------------------------------

std::vector<std::string> ampsim(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), AMPSIM_PROGRAM);
    return arguments;
}

std::vector<std::string> ampsim_run(const std::string& scenario,
                                    const std::vector<std::string>& sets,
                                    const Directory& directory,
                                    const std::vector<std::string>& flags) {
    std::vector<std::string> arguments{"run", scenario, "--quiet", "--out", directory.file("out")};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    for (const std::string& set : sets) {
        arguments.insert(arguments.end(), {"--set", set});
    }
    return ampsim(std::move(arguments));
}

AmpsimRun::AmpsimRun(const std::string& scenario, const std::vector<std::string>& sets,
                     const Process::Environment& environment, const std::vector<std::string>& flags)
    : finished_(
          Process(ampsim_run(scenario, sets, directory_, flags), directory_, environment).wait()),
      result_(parsed(file("result.json"))), manifest_(parsed(file("manifest.json"))) {}

json AmpsimRun::trace_events() const {
    return parsed(file("trace.json")).at("traceEvents");
}

std::string AmpsimRun::console(const std::string& node) const {
    return content_of(file(node + ".console.log"));
}

std::string AmpsimRun::file(const std::string& name) const {
    return directory_.file("out/" + name);
}

const json& AmpsimRun::span(const std::string& name) const {
    return named(result_.at("spans"), name);
}

std::int64_t AmpsimRun::hop(const std::string& span_name, const std::string& hop,
                            const std::string& statistic) const {
    return named(span(span_name).at("hops"), hop).at(statistic).get<std::int64_t>();
}

std::int64_t AmpsimRun::counter(const std::string& name) const {
    return result_.at("counters").at(name).get<std::int64_t>();
}

std::ostream& operator<<(std::ostream& out, const AmpsimRun& run) {
    out << "exit status " << run.exit_status() << ", signal " << run.finished().signal
        << (run.finished().in_time ? "" : ", killed by the test's time limit") << '\n'
        << run.error();
    return out << run.console("linux");
}

} // namespace ampsim::integration

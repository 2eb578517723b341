// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/diod.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <cstring>

namespace ampsim::models::virtio {

namespace {

BackEndError failed(const std::string& what) {
    return BackEndError{what + ": " + std::strerror(errno)};
}

/// As Lua, the language of its configuration, reads it back: any byte by its number.
std::string quoted(const std::string& text) {
    std::string result = "\"";
    for (const char character : text) {
        const std::string number = std::to_string(static_cast<unsigned char>(character));
        result += "\\" + std::string(3 - number.size(), '0') + number;
    }
    return result + "\"";
}

/// The read-only option works in a configuration file alone. No other of the host shall count.
HostFile configuration(const std::string& directory, bool read_only) {
    const std::string text =
        "exports = { { path=" + quoted(directory) + (read_only ? ", opts=\"ro\"" : "") + " } }\n";
    HostFile file{::memfd_create("diod.conf", MFD_CLOEXEC)};
    if (!file ||
        ::write(file.descriptor(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
        throw failed("cannot write diod's configuration");
    }
    return file;
}

struct Child {
    int connection;
    int configuration;
    int log;
    int report; ///< errno goes there when the program cannot be executed
    pid_t parent;
};

/// Between fork and exec: system calls only.
[[noreturn]] void become(const Child& child, char* const* arguments) {
    ::setpgid(0, 0); // Ctrl-C is for the hub
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() == child.parent) { // else the hub has died before the line above
        ::fcntl(child.connection, F_SETFD, 0);
        ::fcntl(child.configuration, F_SETFD, 0);
        ::dup2(child.log, STDOUT_FILENO);
        ::dup2(child.log, STDERR_FILENO);
        ::execv(arguments[0], arguments);
        const int error = errno;
        [[maybe_unused]] const ssize_t told = ::write(child.report, &error, sizeof error);
    }
    ::_exit(EXIT_FAILURE);
}

} // namespace

Diod::Diod(const DiodParameters& parameters) : parameters_(parameters) {
    char* path = ::realpath(parameters.directory.c_str(), nullptr);
    if (path == nullptr) {
        throw failed("cannot export the directory " + parameters.directory);
    }
    export_ = path;
    std::free(path); // NOLINT: from realpath()
    struct stat status {};
    if (::stat(export_.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
        throw BackEndError{"cannot export " + export_ + ": it is not a directory"};
    }
    start();
}

void Diod::start() {
    int pair[2];
    int report[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
        throw failed("cannot make a socket for diod");
    }
    connection_ = HostFile{pair[0]};
    const HostFile its_end{pair[1]};
    ::fcntl(pair[0], F_SETFL, O_NONBLOCK);
    if (::pipe2(report, O_CLOEXEC) != 0) {
        throw failed("cannot make a pipe for diod");
    }
    const HostFile report_from{report[0]};
    HostFile report_to{report[1]};
    const HostFile config = configuration(export_, parameters_.read_only);
    const HostFile log = open_file(parameters_.log.empty() ? "/dev/null" : parameters_.log,
                                   O_WRONLY | O_CREAT | O_APPEND, "log of diod");

    const std::string descriptor = std::to_string(its_end.descriptor());
    std::vector<std::string> command = {
        parameters_.program, "--foreground",
        "--config-file",     "/proc/self/fd/" + std::to_string(config.descriptor()),
        "--no-auth",         "--no-userdb",
        "--logdest",         "stderr",
        "--rfdno",           descriptor,
        "--wfdno",           descriptor,
    };
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (std::string& each : command) {
        arguments.push_back(each.data());
    }
    arguments.push_back(nullptr);

    const Child child{its_end.descriptor(), config.descriptor(), log.descriptor(),
                      report_to.descriptor(), ::getpid()};
    process_ = ::fork();
    if (process_ == 0) {
        become(child, arguments.data());
    }
    report_to.close();
    int error = 0;
    if (process_ < 0) {
        throw failed("cannot start " + parameters_.program);
    }
    if (::read(report_from.descriptor(), &error, sizeof error) == sizeof error) {
        ::waitpid(process_, nullptr, 0);
        throw BackEndError{"cannot start the 9P server " + parameters_.program + ": " +
                           std::strerror(error) + "; it is in Debian's package diod"};
    }
}

Diod::~Diod() {
    if (process_ > 0) {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }
}

std::string Diod::fate() {
    int status = 0;
    if (process_ <= 0 || ::waitpid(process_, &status, WNOHANG) != process_) {
        return "diod has closed its connection";
    }
    process_ = -1;
    if (WIFSIGNALED(status)) {
        return "diod was killed by signal " + std::to_string(WTERMSIG(status));
    }
    return "diod has ended with status " + std::to_string(WEXITSTATUS(status));
}

bool Diod::wait_for(short events, Instant deadline) {
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        pollfd asked{connection_.descriptor(), events, 0};
        const int found = ::poll(&asked, 1, static_cast<int>(std::max<long>(left.count(), 0)));
        if (found > 0) {
            return true;
        }
        if (found == 0) {
            failure_ = "diod has not answered within " +
                       std::to_string(parameters_.deadline.count()) + " ms of host time";
            return false;
        }
        if (errno != EINTR) {
            failure_ = "diod cannot be reached";
            return false;
        }
    }
}

bool Diod::write_all(const Bytes& message, Instant deadline) {
    for (std::size_t done = 0; done < message.size();) {
        const auto written = write_some(connection_, message.data() + done, message.size() - done);
        if (!written) {
            failure_ = fate();
            return false;
        }
        done += *written;
        if (*written == 0 && !wait_for(POLLOUT, deadline)) {
            return false;
        }
    }
    return true;
}

bool Diod::read_all(std::uint8_t* data, std::size_t size, Instant deadline) {
    for (std::size_t done = 0; done < size;) {
        const auto got = read_some(connection_, data + done, size - done);
        if (!got) {
            failure_ = fate();
            return false;
        }
        done += *got;
        if (*got == 0 && !wait_for(POLLIN, deadline)) {
            return false;
        }
    }
    return true;
}

std::optional<Bytes> Diod::exchange(const Bytes& message) {
    if (!failure_.empty()) {
        return std::nullopt;
    }
    const Instant deadline = std::chrono::steady_clock::now() + parameters_.deadline;
    Bytes answer(sizeof(little_uint32_t));
    if (!write_all(message, deadline) || !read_all(answer.data(), answer.size(), deadline)) {
        return std::nullopt;
    }
    constexpr std::uint32_t least = 7; // size, type, tag
    constexpr std::uint32_t most = 1U << 24;
    const std::uint32_t size = *parse<little_uint32_t>(answer);
    if (size < least || size > most) {
        failure_ = "diod has sent an answer of " + std::to_string(size) + " bytes";
        return std::nullopt;
    }
    answer.resize(size);
    constexpr std::size_t read = sizeof(little_uint32_t);
    if (!read_all(answer.data() + read, size - read, deadline)) {
        return std::nullopt;
    }
    return answer;
}

} // namespace ampsim::models::virtio

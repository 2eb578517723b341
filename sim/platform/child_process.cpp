// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/child_process.h"

#include <array>
#include <cerrno>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace ampsim::platform {

namespace {

constexpr int notes_descriptor = 3; // of the child: notes_file

[[noreturn]] void fail(int error, const std::string& what) {
    throw std::system_error(error, std::generic_category(), what);
}

/// A file without a name, in memory. Unlike a pipe it takes all that a child writes while nobody
/// reads.
class MemoryFile {
public:
    explicit MemoryFile(const char* purpose) : descriptor(memfd_create(purpose, MFD_CLOEXEC)) {
        if (descriptor < 0) {
            fail(errno, "memfd_create");
        }
    }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    ~MemoryFile() { close(descriptor); }

    std::string contents() const {
        std::string all;
        std::array<char, 65536> part{};
        ssize_t length = 0;
        while ((length = pread(descriptor, part.data(), part.size(),
                               static_cast<off_t>(all.size()))) > 0) {
            all.append(part.data(), static_cast<std::size_t>(length));
        }
        return all;
    }

    const int descriptor;
};

class FileActions {
public:
    FileActions() { posix_spawn_file_actions_init(&actions); }
    FileActions(const FileActions&) = delete;
    FileActions& operator=(const FileActions&) = delete;
    ~FileActions() { posix_spawn_file_actions_destroy(&actions); }

    posix_spawn_file_actions_t actions{};
};

int wait_for(pid_t child) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            fail(errno, "waitpid");
        }
    }
    return status;
}

} // namespace

std::optional<ChildResult> run_child(const std::vector<std::string>& command) {
    const MemoryFile output("output");
    const MemoryFile errors("errors");
    const MemoryFile notes("notes");
    FileActions files;
    posix_spawn_file_actions_addopen(&files.actions, STDIN_FILENO, "/dev/null", 0, 0);
    posix_spawn_file_actions_adddup2(&files.actions, output.descriptor, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files.actions, errors.descriptor, STDERR_FILENO);
    posix_spawn_file_actions_adddup2(&files.actions, notes.descriptor, notes_descriptor);

    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (const std::string& argument : command) {
        arguments.push_back(
            const_cast<char*>(argument.c_str())); // execvp's old signature; not written to
    }
    arguments.push_back(nullptr);

    pid_t child = 0;
    const int problem =
        posix_spawnp(&child, arguments[0], &files.actions, nullptr, arguments.data(), environ);
    if (problem == ENOENT) {
        return std::nullopt;
    }
    if (problem != 0) {
        fail(problem, command.front());
    }
    const int status = wait_for(child);
    return ChildResult{WIFEXITED(status) && WEXITSTATUS(status) == 0, output.contents(),
                       errors.contents(), notes.contents()};
}

} // namespace ampsim::platform

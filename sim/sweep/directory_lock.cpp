// SPDX-License-Identifier: BSD-3-Clause
#include "sim/sweep/directory_lock.h"

#include "sim/error.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace ampsim::sweep {

namespace fs = std::filesystem;

DirectoryLock::DirectoryLock(const fs::path& directory) {
    std::error_code failed;
    fs::create_directories(directory, failed);
    const fs::path file = directory / ".lock";
    descriptor_ = failed ? -1 : open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor_ < 0) {
        throw InputError(fmt::format("--out: cannot write in the directory {}: {}",
                                     directory.string(),
                                     failed ? failed.message() : std::strerror(errno)));
    }
    if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
        std::string holder;
        std::getline(std::ifstream(file), holder);
        close(descriptor_);
        throw InputError(fmt::format("--out: another sweep works in {}: process {}; wait for it, "
                                     "or give another directory",
                                     directory.string(), holder));
    }
    const std::string holder = fmt::format("{}\n", getpid());
    if (ftruncate(descriptor_, 0) != 0 ||
        write(descriptor_, holder.data(), holder.size()) != static_cast<ssize_t>(holder.size())) {
        close(descriptor_);
        throw InputError(fmt::format("--out: cannot write {}", file.string()));
    }
}

DirectoryLock::~DirectoryLock() {
    close(descriptor_);
}

} // namespace ampsim::sweep

// SPDX-License-Identifier: BSD-3-Clause
//
// One sweep at a time in a directory: a second one would run the same points, into the same files.
#pragma once

#include <filesystem>

namespace ampsim::sweep {

class DirectoryLock {
public:
    /// Makes the directory if there is none. Throws InputError when that cannot be, or when another
    /// process has the lock. The lock goes with the process, however it ends.
    explicit DirectoryLock(const std::filesystem::path& directory);
    ~DirectoryLock();
    DirectoryLock(const DirectoryLock&) = delete;
    DirectoryLock& operator=(const DirectoryLock&) = delete;

private:
    int descriptor_;
};

} // namespace ampsim::sweep

// SPDX-License-Identifier: BSD-3-Clause
//
// A directory of its own for a test: scenario files, and guests that look built.
#pragma once

#include <filesystem>
#include <string>

namespace ampsim::scenario {

class TemporaryFiles {
public:
    /// Also points AMPSIM_GUESTS_DIR at `guests` in it, with every file of the default Linux guest.
    TemporaryFiles();
    ~TemporaryFiles();
    TemporaryFiles(const TemporaryFiles&) = delete;
    TemporaryFiles& operator=(const TemporaryFiles&) = delete;

    /// Writes a file and the folders on the way to it; returns its path.
    std::string write(const std::string& name, const std::string& text) const;

    std::string path(const std::string& name) const { return (directory_ / name).string(); }

private:
    std::filesystem::path directory_;
};

} // namespace ampsim::scenario

// SPDX-License-Identifier: BSD-3-Clause
//
// A directory of its own for a test: tests run side by side.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace ampsim::measure {

class TemporaryDirectory {
public:
    TemporaryDirectory() {
        if (!mkdtemp(path_.data())) {
            throw std::runtime_error("cannot make a temporary directory");
        }
    }
    ~TemporaryDirectory() {
        std::error_code left_behind;
        std::filesystem::remove_all(path_, left_behind);
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    const std::string& path() const { return path_; }
    std::string file(const std::string& name) const { return path_ + "/" + name; }

private:
    std::string path_ = std::filesystem::temp_directory_path() / "ampsim-measure-XXXXXX";
};

} // namespace ampsim::measure

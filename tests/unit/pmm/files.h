// SPDX-License-Identifier: BSD-3-Clause
//
// A directory of this test alone, and the two ways that differ most, for tests of devices.
#pragma once

#include "tests/unit/pmm/bench.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace ampsim::pmm::test {

inline const Way two_ways[] = {{false, false, false, 1}, {true, true, false, 3}};

class Directory {
public:
    Directory() { std::filesystem::create_directories(path_); }
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;
    ~Directory() { std::filesystem::remove_all(path_); }

    std::string path(const std::string& name) const { return path_ + "/" + name; }
    const std::string& path() const { return path_; }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(path(name), std::ios::binary) << text;
    }
    std::string read(const std::string& name) const {
        std::ifstream file(path(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

private:
    std::string path_ = testing::TempDir() + "pmm-" + std::to_string(::getpid());
};

inline Bytes bytes(const std::string& text) {
    return {text.begin(), text.end()};
}
inline std::string text(const Bytes& from) {
    return {from.begin(), from.end()};
}

} // namespace ampsim::pmm::test

// SPDX-License-Identifier: BSD-3-Clause
//
// What was found out about files, remembered from run to run: to hash a kernel of 30 MB, or to read
// its symbols, takes longer than a run from a snapshot. A file is what it was as long as its inode,
// its size and the times of its last changes are; one that changed just now is not remembered.
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <string>

namespace ampsim::measure {

/// Tells a file from all others, and from what it was before a change. Empty: it changed so lately
/// that another change may look the same, or it is not there.
std::string settled_state(const std::string& file);

/// One kind of finding, in one JSON file.
class FileMemory {
public:
    using Findings = std::map<std::string, nlohmann::json>; ///< by path

    /// `memory` is the JSON file; empty: nothing is remembered. One with another `format`, or a
    /// damaged one, is as good as none.
    FileMemory(std::filesystem::path memory, std::string format);

    /// Of the files that are what they were.
    Findings known() const;
    /// Remembers what is new in `findings`. Nothing depends on that it can.
    void keep(const Findings& findings) const;

private:
    struct Found {
        std::string state; ///< of the file, when it was looked at
        nlohmann::json finding;
    };

    std::filesystem::path memory_;
    std::string format_;
    std::map<std::string, Found> found_; ///< by path
};

} // namespace ampsim::measure

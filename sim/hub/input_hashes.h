// SPDX-License-Identifier: BSD-3-Clause
//
// Hashes of input files, remembered from run to run: a kernel of 30 MB takes longer to hash than a
// run from a snapshot has to start. A file is the one that was hashed as long as its inode, its
// size and the times of its last changes are; one that changed just now is not remembered.
#pragma once

#include "sim/hub/inputs.h"

#include <filesystem>
#include <map>
#include <string>

namespace ampsim::hub {

class InputHashes {
public:
    /// Remembered in `directory`; empty: not at all.
    explicit InputHashes(const std::filesystem::path& directory);

    /// Of the files that are what they were.
    FileHashes known() const;
    /// Remembers what is new in `hashes`. Nothing depends on that it can.
    void keep(const FileHashes& hashes) const;

private:
    struct Hashed {
        std::string state; ///< of the file, when it was hashed
        std::string sha256;
    };

    std::filesystem::path memory_;
    std::map<std::string, Hashed> hashed_; ///< by path
};

} // namespace ampsim::hub

// SPDX-License-Identifier: BSD-3-Clause
//
// Hashes of input files, remembered from run to run: a kernel of 30 MB takes longer to hash than a
// run from a snapshot has to start. A file is the one that was hashed as long as its inode, its
// size and the times of its last changes are; one that was changed just now is hashed each time.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace ampsim::hub {

class InputHashes {
public:
    /// Remembers them in `directory`; empty: does not remember.
    explicit InputHashes(const std::filesystem::path& directory);

    /// Throws InputError when the file cannot be read.
    std::string sha256(const std::string& file);
    /// Writes down what is new. Nothing depends on that it can.
    void keep() const;

private:
    struct Known {
        std::string state; ///< of the file, when it was hashed
        std::string sha256;
    };

    std::filesystem::path memory_;
    std::map<std::string, Known> known_; ///< by absolute path
    bool is_new_ = false;
};

} // namespace ampsim::hub

// SPDX-License-Identifier: BSD-3-Clause
//
// Host memory that the hub and its nodes have in common: a file without a name, which the nodes'
// processes inherit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace ampsim::node {

class SharedMemory {
public:
    /// Zero at first. Throws InputError when the host has not that much.
    SharedMemory(const std::string& name, std::uint64_t size);
    SharedMemory(const SharedMemory&) = delete;
    SharedMemory& operator=(const SharedMemory&) = delete;
    ~SharedMemory();

    /// Writes its content to a file, and reads it again. Throw InputError when that fails.
    void save(const std::string& file) const;
    void restore(const std::string& file);

    unsigned char* bytes() const { return bytes_; }
    std::uint64_t size() const { return size_; }
    int descriptor() const {
        return descriptor_;
    } ///< closed in child processes unless given to them

private:
    int descriptor_;
    std::uint64_t size_;
    unsigned char* bytes_ = nullptr;
};

} // namespace ampsim::node

// SPDX-License-Identifier: BSD-3-Clause
//
// A part of a file in memory, shared with whoever else has it.
#pragma once

#include "models/virtio/host_file.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace ampsim::pmm {

using models::virtio::HostFile;

class Mapping {
public:
    Mapping() = default;
    /// Throws SystemRefused. `what` is for messages: "window of hvl0".
    Mapping(const HostFile& file, std::uint64_t offset, std::size_t size, const std::string& what);
    Mapping(Mapping&& other) noexcept
        : memory_(std::exchange(other.memory_, nullptr)), size_(other.size_) {}
    Mapping& operator=(Mapping&& other) noexcept {
        std::swap(memory_, other.memory_);
        std::swap(size_, other.size_);
        return *this;
    }
    ~Mapping();

    void* memory() const { return memory_; } ///< null: there is none
    std::size_t size() const { return size_; }

private:
    void* memory_ = nullptr;
    std::size_t size_ = 0;
};

} // namespace ampsim::pmm

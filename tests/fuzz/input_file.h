// SPDX-License-Identifier: BSD-3-Clause
//
// An input as a file, for readers that want a path. It lies in memory, and is the same file each
// time.
#pragma once

#include "tests/fuzz/require.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace ampsim::fuzz {

class InputFile {
public:
    InputFile() : descriptor_(memfd_create("input", MFD_CLOEXEC)) {
        require(descriptor_ >= 0, "a file in memory can be made");
    }
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;
    ~InputFile() { close(descriptor_); }

    std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

    void write(const void* bytes, std::size_t size) const {
        require(ftruncate(descriptor_, 0) == 0 &&
                    pwrite(descriptor_, bytes, size, 0) == static_cast<ssize_t>(size),
                "the input can be written");
    }

private:
    int descriptor_;
};

} // namespace ampsim::fuzz

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/node/shared_memory.h"

#include "sim/error.h"

#include <fmt/format.h>

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace ampsim::node {

SharedMemory::SharedMemory(const std::string& name, std::uint64_t size)
    : descriptor_(memfd_create(("ampsim-" + name).c_str(), MFD_CLOEXEC)), size_(size) {
    void* mapped = MAP_FAILED;
    if (descriptor_ >= 0 && ftruncate(descriptor_, static_cast<off_t>(size)) == 0) {
        mapped = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_, 0);
    }
    if (mapped == MAP_FAILED) {
        const int error = errno;
        if (descriptor_ >= 0) {
            close(descriptor_);
        }
        throw InputError(fmt::format("memory '{}': cannot share {} bytes: {}; see `ampsim doctor`",
                                     name, size, std::strerror(error)));
    }
    bytes_ = static_cast<unsigned char*>(mapped);
}

SharedMemory::~SharedMemory() {
    munmap(bytes_, size_);
    close(descriptor_);
}

} // namespace ampsim::node

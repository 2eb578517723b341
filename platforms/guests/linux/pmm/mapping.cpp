// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/mapping.h"

#include "platforms/guests/linux/pmm/problem.h"

#include <sys/mman.h>

#include <cerrno>
#include <cstring>

namespace ampsim::pmm {

Mapping::Mapping(const HostFile& file, std::uint64_t offset, std::size_t size,
                 const std::string& what)
    : size_(size) {
    void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file.descriptor(),
                          static_cast<off_t>(offset));
    if (memory == MAP_FAILED) { // NOLINT: of the system's
        throw SystemRefused("cannot map the " + what + ": " + std::strerror(errno));
    }
    memory_ = memory;
}

Mapping::~Mapping() {
    if (memory_ != nullptr) {
        ::munmap(memory_, size_);
    }
}

} // namespace ampsim::pmm

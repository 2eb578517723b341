// SPDX-License-Identifier: BSD-3-Clause
#include "sim/node/shared_memory.h"

#include "sim/error.h"

#include <fmt/format.h>

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace ampsim::node {

namespace {

constexpr std::uint64_t page_size = 4096;

} // namespace

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

void SharedMemory::save(const std::string& file) const {
    std::ofstream out(file, std::ios::binary);
    for (std::uint64_t at = 0; at < size_; at += page_size) { // what is zero becomes a hole
        const std::uint64_t size = std::min(page_size, size_ - at);
        const unsigned char* page = bytes_ + at;
        if (std::any_of(page, page + size, [](unsigned char byte) { return byte != 0; })) {
            out.seekp(static_cast<std::streamoff>(at));
            out.write(reinterpret_cast<const char*>(page), static_cast<std::streamsize>(size));
        }
    }
    out.close();
    std::error_code failed;
    std::filesystem::resize_file(file, size_, failed);
    if (!out || failed) {
        throw InputError(file + ": cannot be written: is the disk full?");
    }
}

void SharedMemory::restore(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    in.read(reinterpret_cast<char*>(bytes_), static_cast<std::streamsize>(size_));
    if (!in) {
        throw InputError(
            fmt::format("{}: {} bytes expected, {} are there", file, size_, in.gcount()));
    }
}

SharedMemory::~SharedMemory() {
    munmap(bytes_, size_);
    close(descriptor_);
}

} // namespace ampsim::node

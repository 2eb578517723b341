// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/window.h"

#include "platforms/guests/linux/pmm/shared_memory.h"

#include <boost/endian/conversion.hpp>
#include <fmt/format.h>

namespace ampsim::pmm {

volatile unsigned char* Window::at(std::uint64_t offset, std::size_t size) const {
    if (offset > size_ || size > size_ - offset) {
        throw std::out_of_range(
            fmt::format("{} bytes at {:#x} of a window of {:#x}", size, offset, size_));
    }
    return memory_ + offset;
}

void Window::read(std::uint64_t offset, void* data, std::size_t size) const {
    const volatile unsigned char* from = at(offset, size);
    full_barrier();
    copy_from_shared(data, from, size);
    full_barrier();
}

void Window::write(std::uint64_t offset, const void* data, std::size_t size) {
    volatile unsigned char* to = at(offset, size);
    full_barrier();
    copy_to_shared(to, data, size);
    full_barrier();
}

std::uint32_t Window::load(std::uint64_t offset) const {
    std::uint32_t value = 0;
    read(offset, &value, sizeof value);
    return boost::endian::little_to_native(value);
}

void Window::store(std::uint64_t offset, std::uint32_t value) {
    const std::uint32_t little = boost::endian::native_to_little(value);
    write(offset, &little, sizeof little);
}

Pool::Pool(Window& window, Range range) : window_(window), range_(range) {
    if (range.offset > window.size() || range.size > window.size() - range.offset) {
        throw std::out_of_range("a pool outside of its window");
    }
}

bool Pool::contains(std::uint64_t address, std::uint64_t size) const {
    const std::uint64_t within = address - this->address();
    return address >= this->address() && within <= range_.size && size <= range_.size - within;
}

std::uint64_t Pool::offset_of(std::uint64_t address, std::uint64_t size,
                              const std::string& what) const {
    if (!contains(address, size)) {
        throw models::AccessRefused(
            fmt::format("{}: {} bytes at {:#x} are not in the device's pool, {:#x} to {:#x}", what,
                        size, address, this->address(), this->address() + range_.size - 1));
    }
    return range_.offset + (address - this->address());
}

void Pool::check(std::uint64_t address, std::uint64_t size, const std::string& what) const {
    offset_of(address, size, what);
}

void Pool::read(std::uint64_t address, void* data, std::size_t size, const std::string& what) {
    window_.read(offset_of(address, size, what), data, size);
}

void Pool::write(std::uint64_t address, const void* data, std::size_t size,
                 const std::string& what) {
    window_.write(offset_of(address, size, what), data, size);
}

} // namespace ampsim::pmm

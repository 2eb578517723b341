// SPDX-License-Identifier: BSD-3-Clause
//
// What a boot loader puts into memory of a firmware image.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ampsim::node {

/// A part of an image, at its physical address in the node's address space.
struct Segment {
    std::uint64_t address = 0;
    std::vector<std::uint8_t> bytes; ///< of the file
    std::uint64_t size = 0;          ///< in memory: zeros follow the bytes
};

/// The loadable segments of an ELF file. Throws InputError when it is none, is damaged, or is for a
/// processor that no node has (32- and 64-bit little-endian Arm are taken).
std::vector<Segment> read_firmware(const std::string& path);

} // namespace ampsim::node

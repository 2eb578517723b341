// SPDX-License-Identifier: BSD-3-Clause
//
// The sections of an ELF file that are in memory when it runs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ampsim::measure {

struct ElfSection {
    std::string name;
    std::uint64_t address = 0;
    std::uint64_t load_address = 0; ///< where its contents are kept until start-up code copies them
    std::uint64_t size = 0;         ///< bytes
    bool writable = false;
    bool has_contents = false; ///< in the image; false: zeros, or nothing
    std::string contents;
};

/// Little-endian. Throws InputError when the file cannot be read or is no ELF file.
std::vector<ElfSection> read_elf_sections(const std::string& path);

} // namespace ampsim::measure

// SPDX-License-Identifier: BSD-3-Clause
//
// What the linker put where: the map that GNU ld writes with -Map.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ampsim::measure {

/// A line of the linker script's MEMORY.
struct MemoryRegion {
    std::string name;
    std::uint64_t origin = 0;
    std::uint64_t length = 0; ///< bytes
};

/// A piece of an output section: a section of an object file, or what the linker filled in.
struct MappedPiece {
    std::string output_section; ///< ".bss"
    std::string input_section;  ///< ".bss.arena"; "*fill*" for padding
    std::string file;           ///< "kernel/arena.c.o", "libc.a(memcpy.c.o)"; empty for padding
    std::uint64_t size = 0;     ///< bytes
};

struct MappedSection {
    std::string name;
    std::uint64_t size = 0; ///< bytes
};

struct LinkerMap {
    std::vector<MemoryRegion> regions; ///< without ld's own *default*
    std::vector<MappedSection> sections;
    std::vector<MappedPiece> pieces; ///< of a size that is not 0, in the order of addresses
};

/// `text` is that of the file called `path`. Throws InputError when it is no map of GNU ld.
LinkerMap parse_linker_map(std::string_view text, const std::string& path);

} // namespace ampsim::measure

// SPDX-License-Identifier: BSD-3-Clause
//
// What firmware takes: flash, RAM and memory that it shares, as a whole and by the parts that the
// linker's map tells apart. Flash is all that has contents: code, constants, and the initial values
// of data. RAM is all that is written. Data with initial values is in both.
#pragma once

#include "sim/measure/elf_sections.h"
#include "sim/measure/linker_map.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ampsim::measure {

struct RamUse {
    std::uint64_t data = 0; ///< with initial values
    std::uint64_t bss = 0;  ///< zero at first, and none of the following
    /// Of sections with "stack" in their names; of those called arena or heap. Memory that a
    /// program hands out at run time, threads' stacks for instance, is not told apart.
    std::uint64_t stacks = 0;
    std::uint64_t heap = 0;

    std::uint64_t total() const { return data + bss + stacks + heap; }
};

enum class PartKind { kernel, transport, service, library, application, other };
const char* name_of(PartKind kind);

/// A folder of object files, or an archive.
struct FootprintPart {
    std::string name;
    PartKind kind = PartKind::other;
    std::uint64_t flash = 0; ///< bytes
    RamUse ram;
};

/// Memory that an RPMsg remote and its host share, as the resource table of the image says.
struct SharedUse {
    std::uint64_t resource_table = 0; ///< bytes of the section .resource_table
    std::uint64_t vrings = 0;         ///< in whole pages, as Linux allocates them
    std::uint64_t buffers = 0;        ///< of 512 bytes, as many as Linux' virtio_rpmsg_bus makes

    std::uint64_t total() const { return resource_table + vrings + buffers; }
};

struct RegionUse {
    MemoryRegion region;
    std::uint64_t used = 0; ///< bytes
};

struct Footprint {
    std::string elf;
    std::uint64_t flash = 0; ///< bytes
    RamUse ram;
    SharedUse shared;
    std::vector<FootprintPart> parts; ///< by kind, then by name
    std::vector<RegionUse> regions;   ///< of the linker script, that something lies in
};

/// Reads the ELF file and ELF.map, the linker's map beside it. Throws InputError when one is
/// missing, is not what it should be, or when the map is of another link than the file.
Footprint read_footprint(const std::string& elf);

/// The same of what was read already; `elf` is for messages.
Footprint footprint_of(const std::string& elf, const std::vector<ElfSection>& sections,
                       const LinkerMap& map);

} // namespace ampsim::measure

// SPDX-License-Identifier: BSD-3-Clause
//
// Code symbols of ELF files: firmware, static programs, vmlinux, kernel modules.
#pragma once

#include "sim/measure/symbols.h"

#include <string>

namespace ampsim::measure {

enum class ElfType {
    executable,  ///< linked to fixed addresses
    relocatable, ///< a kernel module: symbol values are offsets in sections
    movable,     ///< position-independent: its addresses are known to its loader only
};

struct ElfFile {
    ElfType type = ElfType::executable;
    SymbolTable symbols; ///< functions and code labels; the Thumb bit of ARM functions is cleared
};

/// Little-endian, 32 or 64 bit. Throws InputError when the file cannot be read, is no ELF file, or
/// is stripped.
ElfFile read_elf(const std::string& path);

/// Does the file begin like an ELF file? False when it cannot be read.
bool is_elf(const std::string& path);

} // namespace ampsim::measure

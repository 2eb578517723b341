// SPDX-License-Identifier: BSD-3-Clause
//
// The symbol table that a Linux kernel carries in itself (CONFIG_KALLSYMS), read out of an arm64
// Image. A distribution's kernel package has no other: no vmlinux, no System.map.
#pragma once

#include "sim/measure/symbols.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ampsim::measure {

/// All text symbols (types T, t, W, w) of an Image, plain or gzip-compressed, at their link-time
/// virtual addresses: where they are when the kernel boots with `nokaslr`. Works for the table
/// layouts of Linux 5.10 to 6.12 with CONFIG_KALLSYMS_BASE_RELATIVE. Throws InputError otherwise.
SymbolTable read_kernel_symbols(const std::string& path);

/// The same from the bytes of a plain Image; `origin` is for messages.
SymbolTable kernel_symbols(const std::vector<unsigned char>& image, const std::string& origin);

} // namespace ampsim::measure

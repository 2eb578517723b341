// SPDX-License-Identifier: BSD-3-Clause
//
// Names of guest code: what a kernel image, a module, a program or a firmware calls its functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ampsim::measure {

struct Symbol {
    std::string name;
    std::uint64_t value =
        0; ///< guest-virtual address; in a relocatable file an offset in its section
    std::uint32_t section = 0; ///< ELF section index; 0 in a kernel's own table
    bool preferred = true;     ///< global function: wins over a local label of the same name
};

/// The code symbols of one file.
class SymbolTable {
public:
    SymbolTable() = default;
    SymbolTable(std::string origin, std::vector<Symbol> symbols);

    /// Throws InputError, with near names, when there is none or more than one of this name.
    const Symbol& find(std::string_view name) const;

    /// The last symbol at or before an address, if it is not further away than code is.
    const Symbol* before(std::uint64_t address) const;

    bool contains(std::string_view name) const;
    const std::vector<Symbol>& all() const { return symbols_; } ///< by name
    const std::string& origin() const { return origin_; }       ///< the file

private:
    std::string origin_;
    std::vector<Symbol> symbols_;
};

} // namespace ampsim::measure

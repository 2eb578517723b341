// SPDX-License-Identifier: BSD-3-Clause
//
// Small ELF files for tests: one code section, one data section, a symbol table. Layout after the
// ELF specification, with the structures of <elf.h>.
#pragma once

#include <elf.h>

#include <cstring>
#include <fstream>
#include <string>
#include <vector>

namespace ampsim::measure {

struct ElfSymbolSpec {
    std::string name;
    std::uint64_t value;
    unsigned type = STT_FUNC;
    unsigned binding = STB_GLOBAL;
    unsigned section = 1; ///< 1: code, 2: data
};

struct Elf32 {
    using Header = Elf32_Ehdr;
    using Section = Elf32_Shdr;
    using SymbolEntry = Elf32_Sym;
    static constexpr unsigned char elf_class = ELFCLASS32;
};

struct Elf64 {
    using Header = Elf64_Ehdr;
    using Section = Elf64_Shdr;
    using SymbolEntry = Elf64_Sym;
    static constexpr unsigned char elf_class = ELFCLASS64;
};

template <typename Class>
void write_elf(const std::string& path, unsigned type, unsigned machine,
               const std::vector<ElfSymbolSpec>& symbols, bool with_symbol_table = true) {
    std::string names(1, '\0');
    std::vector<typename Class::SymbolEntry> entries(1); // the first one is empty
    for (const ElfSymbolSpec& symbol : symbols) {
        typename Class::SymbolEntry entry{};
        entry.st_name = static_cast<Elf32_Word>(names.size());
        names += symbol.name + '\0';
        entry.st_value = static_cast<decltype(entry.st_value)>(symbol.value);
        entry.st_info = static_cast<unsigned char>(ELF64_ST_INFO(symbol.binding, symbol.type));
        entry.st_shndx = static_cast<Elf32_Half>(symbol.section);
        entries.push_back(entry);
    }
    const std::size_t entries_size = entries.size() * sizeof(entries[0]);

    std::vector<typename Class::Section> sections(5);
    const std::size_t names_offset = sizeof(typename Class::Header);
    const std::size_t entries_offset = (names_offset + names.size() + 7) & ~std::size_t{7};
    const std::size_t sections_offset = entries_offset + entries_size;
    const auto set = [&](std::size_t index, unsigned section_type, unsigned flags,
                         std::size_t offset, std::size_t size) {
        auto& section = sections[index];
        section.sh_type = section_type;
        section.sh_flags = flags;
        section.sh_offset = static_cast<decltype(section.sh_offset)>(offset);
        section.sh_size = static_cast<decltype(section.sh_size)>(size);
    };
    set(1, SHT_NOBITS, SHF_ALLOC | SHF_EXECINSTR, 0, 0);
    set(2, SHT_NOBITS, SHF_ALLOC | SHF_WRITE, 0, 0);
    set(3, SHT_STRTAB, 0, names_offset, names.size());
    set(4, with_symbol_table ? SHT_SYMTAB : SHT_PROGBITS, 0, entries_offset, entries_size);
    sections[4].sh_link = 3;
    sections[4].sh_entsize = sizeof(entries[0]);

    typename Class::Header header{};
    std::memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = Class::elf_class;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_ident[EI_VERSION] = EV_CURRENT;
    header.e_type = static_cast<Elf32_Half>(type);
    header.e_machine = static_cast<Elf32_Half>(machine);
    header.e_version = EV_CURRENT;
    header.e_ehsize = sizeof(header);
    header.e_shoff = static_cast<decltype(header.e_shoff)>(sections_offset);
    header.e_shentsize = sizeof(sections[0]);
    header.e_shnum = static_cast<Elf32_Half>(sections.size());
    header.e_shstrndx = 3;

    std::ofstream file(path, std::ios::binary);
    const auto put = [&](const void* data, std::size_t size) {
        file.write(static_cast<const char*>(data), static_cast<std::streamsize>(size));
    };
    put(&header, sizeof(header));
    put(names.data(), names.size());
    put("\0\0\0\0\0\0\0", entries_offset - names_offset - names.size());
    put(entries.data(), entries_size);
    put(sections.data(), sections.size() * sizeof(sections[0]));
}

} // namespace ampsim::measure

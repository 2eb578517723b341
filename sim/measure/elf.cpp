// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/elf.h"

#include "sim/error.h"
#include "sim/measure/elf_sections.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>

namespace ampsim::measure {

namespace {

class Descriptor {
public:
    explicit Descriptor(const std::string& path)
        : number_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        if (number_ < 0) {
            throw InputError(fmt::format("{}: cannot be opened: {}", path, std::strerror(errno)));
        }
    }
    ~Descriptor() { close(number_); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return number_; }

private:
    int number_;
};

struct EndElf {
    void operator()(Elf* elf) const { elf_end(elf); }
};
using ElfHandle = std::unique_ptr<Elf, EndElf>;

/// An open file, and its header.
struct OpenElf {
    explicit OpenElf(const std::string& path) : file(path) {
        elf_version(EV_CURRENT);
        elf.reset(elf_begin(file.number(), ELF_C_READ_MMAP, nullptr));
        if (!elf || elf_kind(elf.get()) != ELF_K_ELF ||
            gelf_getehdr(elf.get(), &header) == nullptr) {
            throw InputError(path + ": not an ELF file");
        }
        if (header.e_ident[EI_DATA] != ELFDATA2LSB) {
            throw InputError(path + ": a big-endian ELF file; ampsim's nodes are little-endian");
        }
    }

    Descriptor file;
    ElfHandle elf;
    GElf_Ehdr header{};
};

ElfType type_of(const GElf_Ehdr& header, const std::string& path) {
    switch (header.e_type) {
    case ET_EXEC:
        return ElfType::executable;
    case ET_REL:
        return ElfType::relocatable;
    case ET_DYN:
        return ElfType::movable;
    default:
        throw InputError(
            fmt::format("{}: not an executable, shared object or kernel module (ELF type {})", path,
                        header.e_type));
    }
}

/// Functions, and labels without a type as assembly has them; not ARM's mapping symbols ($a, $t,
/// $d, $x).
bool names_code(const GElf_Sym& symbol, std::string_view name) {
    const auto type = GELF_ST_TYPE(symbol.st_info);
    return (type == STT_FUNC || type == STT_NOTYPE) && symbol.st_shndx != SHN_UNDEF &&
           symbol.st_shndx < SHN_LORESERVE && !name.empty() && name.front() != '$';
}

bool is_code_section(Elf* elf, std::size_t index) {
    GElf_Shdr header;
    Elf_Scn* section = elf_getscn(elf, index);
    return section != nullptr && gelf_getshdr(section, &header) != nullptr &&
           (header.sh_flags & SHF_EXECINSTR) != 0;
}

void append_symbols(Elf* elf, Elf_Scn* section, const GElf_Shdr& section_header, bool thumb,
                    std::vector<Symbol>& symbols) {
    Elf_Data* data = elf_getdata(section, nullptr);
    if (data == nullptr || section_header.sh_entsize == 0) {
        return;
    }
    const auto count = static_cast<int>(section_header.sh_size / section_header.sh_entsize);
    for (int i = 0; i < count; ++i) {
        GElf_Sym symbol;
        if (gelf_getsym(data, i, &symbol) == nullptr) {
            break;
        }
        const char* name = elf_strptr(elf, section_header.sh_link, symbol.st_name);
        if (name == nullptr || !names_code(symbol, name) ||
            !is_code_section(elf, symbol.st_shndx)) {
            continue;
        }
        const bool function = GELF_ST_TYPE(symbol.st_info) == STT_FUNC;
        const std::uint64_t value =
            thumb && function ? symbol.st_value & ~std::uint64_t{1} : symbol.st_value;
        symbols.push_back(
            {name, value, symbol.st_shndx, function && GELF_ST_BIND(symbol.st_info) != STB_LOCAL});
    }
}

/// Physical instead of virtual, by the segment that the section is in.
std::uint64_t load_address(Elf* elf, const GElf_Shdr& section) {
    std::size_t count = 0;
    elf_getphdrnum(elf, &count);
    for (std::size_t i = 0; i < count; ++i) {
        GElf_Phdr segment;
        if (gelf_getphdr(elf, static_cast<int>(i), &segment) != nullptr &&
            segment.p_type == PT_LOAD && section.sh_addr >= segment.p_vaddr &&
            section.sh_addr - segment.p_vaddr < segment.p_memsz) {
            return segment.p_paddr + (section.sh_addr - segment.p_vaddr);
        }
    }
    return section.sh_addr;
}

} // namespace

ElfFile read_elf(const std::string& path) {
    const OpenElf open(path);
    const ElfHandle& elf = open.elf;
    const GElf_Ehdr& header = open.header;
    std::vector<Symbol> symbols;
    bool table_seen = false;
    for (Elf_Scn* section = nullptr; (section = elf_nextscn(elf.get(), section)) != nullptr;) {
        GElf_Shdr section_header;
        if (gelf_getshdr(section, &section_header) != nullptr &&
            section_header.sh_type == SHT_SYMTAB) {
            table_seen = true;
            append_symbols(elf.get(), section, section_header, header.e_machine == EM_ARM, symbols);
        }
    }
    if (!table_seen) {
        throw InputError(path + ": has no symbol table (stripped?); probes need one, or addresses");
    }
    return {type_of(header, path), SymbolTable(path, std::move(symbols))};
}

std::vector<ElfSection> read_elf_sections(const std::string& path) {
    const OpenElf open(path);
    std::size_t names = 0;
    if (elf_getshdrstrndx(open.elf.get(), &names) != 0) {
        throw InputError(path + ": its sections have no names");
    }
    std::vector<ElfSection> sections;
    for (Elf_Scn* section = nullptr; (section = elf_nextscn(open.elf.get(), section)) != nullptr;) {
        GElf_Shdr header;
        if (gelf_getshdr(section, &header) == nullptr || (header.sh_flags & SHF_ALLOC) == 0) {
            continue;
        }
        const bool empty = header.sh_type == SHT_NOBITS;
        if (empty && (header.sh_flags & SHF_TLS) != 0) {
            continue; // a template, for memory that somebody else provides
        }
        const char* name = elf_strptr(open.elf.get(), names, header.sh_name);
        const Elf_Data* data = empty ? nullptr : elf_rawdata(section, nullptr);
        ElfSection found;
        found.name = name == nullptr ? "" : name;
        found.address = header.sh_addr;
        found.load_address = load_address(open.elf.get(), header);
        found.size = header.sh_size;
        found.writable = (header.sh_flags & SHF_WRITE) != 0;
        found.has_contents = !empty;
        if (data != nullptr && data->d_buf != nullptr) {
            found.contents.assign(static_cast<const char*>(data->d_buf), data->d_size);
        }
        sections.push_back(std::move(found));
    }
    return sections;
}

bool is_elf(const std::string& path) {
    std::array<char, SELFMAG> magic{};
    std::ifstream file(path, std::ios::binary);
    file.read(magic.data(), magic.size());
    return file && std::memcmp(magic.data(), ELFMAG, SELFMAG) == 0;
}

} // namespace ampsim::measure

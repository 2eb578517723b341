// SPDX-License-Identifier: BSD-3-Clause
#include "sim/node/build_id.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <unistd.h>

#include <cstring>

namespace ampsim::node {

namespace {

/// An ELF file open for reading; `elf` is null when it is not one.
class ElfReader {
public:
    explicit ElfReader(const std::string& path)
        : descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        elf_version(EV_CURRENT);
        elf_ = elf_begin(descriptor_, ELF_C_READ, nullptr);
    }
    ~ElfReader() {
        elf_end(elf_);
        if (descriptor_ >= 0) {
            close(descriptor_);
        }
    }
    ElfReader(const ElfReader&) = delete;
    ElfReader& operator=(const ElfReader&) = delete;

    /// Calls `found(section, header)` until it returns true.
    template <typename Found>
    void each_section(Found found) const {
        for (Elf_Scn* section = elf_nextscn(elf_, nullptr); section;
             section = elf_nextscn(elf_, section)) {
            GElf_Shdr header;
            if (gelf_getshdr(section, &header) && found(section, header)) {
                return;
            }
        }
    }

    Elf* elf() const { return elf_; }

private:
    int descriptor_;
    Elf* elf_ = nullptr;
};

std::optional<std::string> build_id_note(Elf_Data* data) {
    GElf_Nhdr note;
    std::size_t name = 0;
    std::size_t description = 0;
    for (std::size_t at = 0; (at = gelf_getnote(data, at, &note, &name, &description)) > 0;) {
        const char* bytes = static_cast<const char*>(data->d_buf);
        if (note.n_type != NT_GNU_BUILD_ID ||
            std::strncmp(bytes + name, "GNU", note.n_namesz) != 0) {
            continue;
        }
        std::string hex;
        for (std::size_t i = 0; i < note.n_descsz; ++i) {
            hex += fmt::format("{:02x}", static_cast<unsigned char>(bytes[description + i]));
        }
        return hex;
    }
    return std::nullopt;
}

/// The text at an address of a program, up to its zero byte.
std::optional<std::string> text_at(const ElfReader& reader, GElf_Addr address) {
    std::optional<std::string> text;
    reader.each_section([&](Elf_Scn* section, const GElf_Shdr& header) {
        if ((header.sh_flags & SHF_ALLOC) == 0 || header.sh_type == SHT_NOBITS ||
            address < header.sh_addr || address >= header.sh_addr + header.sh_size) {
            return false;
        }
        if (const Elf_Data* data = elf_rawdata(section, nullptr)) {
            const std::size_t offset = address - header.sh_addr;
            const char* start = static_cast<const char*>(data->d_buf) + offset;
            text = std::string(start, strnlen(start, data->d_size - offset));
        }
        return true;
    });
    return text;
}

} // namespace

std::optional<std::string> build_id_of(const std::string& program) {
    const ElfReader reader(program);
    std::optional<std::string> id;
    reader.each_section([&](Elf_Scn* section, const GElf_Shdr& header) {
        Elf_Data* data = header.sh_type == SHT_NOTE ? elf_getdata(section, nullptr) : nullptr;
        id = data ? build_id_note(data) : std::nullopt;
        return id.has_value();
    });
    return id;
}

std::optional<std::string> build_id_wanted_by(const std::string& plugin) {
    const ElfReader reader(plugin);
    std::optional<std::string> id;
    reader.each_section([&](Elf_Scn* section, const GElf_Shdr& header) {
        if (header.sh_type != SHT_DYNSYM || header.sh_entsize == 0) {
            return false;
        }
        Elf_Data* data = elf_getdata(section, nullptr);
        for (std::size_t i = 0; data && i < header.sh_size / header.sh_entsize; ++i) {
            GElf_Sym symbol;
            const char* name = gelf_getsym(data, static_cast<int>(i), &symbol)
                                   ? elf_strptr(reader.elf(), header.sh_link, symbol.st_name)
                                   : nullptr;
            if (name && std::strcmp(name, "ampsim_qemu_build_id") == 0) {
                id = text_at(reader, symbol.st_value);
                return true;
            }
        }
        return false;
    });
    return id;
}

} // namespace ampsim::node

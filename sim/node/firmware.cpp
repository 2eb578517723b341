// SPDX-License-Identifier: BSD-3-Clause
#include "sim/node/firmware.h"

#include "sim/error.h"
#include "sim/node/file.h"

#include <fmt/format.h>

#include <gelf.h>
#include <libelf.h>

#include <memory>

namespace ampsim::node {

namespace {

constexpr std::uint64_t largest_image = std::uint64_t{1} << 30; // in memory

struct End {
    void operator()(Elf* elf) const { elf_end(elf); }
};

[[noreturn]] void fail(const std::string& path, const std::string& what) {
    throw InputError(fmt::format("{}: {}", path, what));
}

Segment segment_of(const std::string& path, const std::string& content, const GElf_Phdr& header) {
    if (header.p_offset > content.size() || header.p_filesz > content.size() - header.p_offset) {
        fail(path, "a segment passes the end of the file: it is damaged");
    }
    if (header.p_memsz > largest_image || header.p_filesz > header.p_memsz) {
        fail(path, fmt::format("the segment at {:#x} has an impossible size of {} bytes",
                               header.p_paddr, header.p_memsz));
    }
    const auto begin = content.begin() + static_cast<std::ptrdiff_t>(header.p_offset);
    return {header.p_paddr,
            {begin, begin + static_cast<std::ptrdiff_t>(header.p_filesz)},
            header.p_memsz};
}

} // namespace

std::vector<Segment> read_firmware(const std::string& path) {
    std::string content = content_of(path);
    elf_version(EV_CURRENT);
    const std::unique_ptr<Elf, End> elf(elf_memory(content.data(), content.size()));
    GElf_Ehdr header;
    if (!elf || elf_kind(elf.get()) != ELF_K_ELF || gelf_getehdr(elf.get(), &header) == nullptr) {
        fail(path, "is no ELF file; a firmware is one");
    }
    if (header.e_machine != EM_ARM && header.e_machine != EM_AARCH64) {
        fail(path, fmt::format("is for ELF machine {}; expected Arm ({}) or AArch64 ({})",
                               header.e_machine, EM_ARM, EM_AARCH64));
    }
    if (header.e_ident[EI_DATA] != ELFDATA2LSB) {
        fail(path, "is big-endian; expected little-endian");
    }
    std::vector<Segment> segments;
    std::uint64_t size = 0;
    std::size_t count = 0;
    elf_getphdrnum(elf.get(), &count);
    for (std::size_t i = 0; i < count; ++i) {
        GElf_Phdr program_header;
        if (gelf_getphdr(elf.get(), static_cast<int>(i), &program_header) == nullptr) {
            fail(path, "its program headers are damaged");
        }
        if (program_header.p_type == PT_LOAD && program_header.p_memsz > 0) {
            segments.push_back(segment_of(path, content, program_header));
            size += program_header.p_memsz;
            if (size > largest_image) {
                fail(path, fmt::format("takes more than {} bytes of memory: it is damaged",
                                       largest_image));
            }
        }
    }
    if (segments.empty()) {
        fail(path, "has no loadable segment; expected a linked firmware");
    }
    return segments;
}

} // namespace ampsim::node

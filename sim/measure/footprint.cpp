// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/footprint.h"

#include "sim/error.h"
#include "sim/measure/resource_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>

namespace ampsim::measure {

namespace {

constexpr std::string_view resource_table = ".resource_table";
constexpr std::string_view linker = "(linker)"; // padding, and what a linker script reserves
constexpr std::string_view objects_suffix = ".objects/";

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// "libc.a(memcpy.c.o)" is of libc.a, "DIR/NAME.objects/kernel/arena.c.o" of kernel, "DIR/a.o" of
/// DIR's last folder.
std::string part_name(const std::string& file) {
    if (file.empty()) {
        return std::string(linker);
    }
    const std::size_t member = file.rfind(".a(");
    const std::string path = member == std::string::npos ? file : file.substr(0, member + 2);
    const std::size_t slash = path.rfind('/');
    if (member != std::string::npos) {
        return slash == std::string::npos ? path : path.substr(slash + 1);
    }
    if (slash == std::string::npos) {
        return path;
    }
    const std::string folder = path.substr(0, slash);
    const std::size_t objects = path.rfind(objects_suffix);
    if (objects != std::string::npos && objects + objects_suffix.size() <= slash) {
        return folder.substr(objects + objects_suffix.size());
    }
    return folder.substr(folder.rfind('/') + 1);
}

PartKind kind_of(const std::string& part) {
    if (part == linker) {
        return PartKind::other;
    }
    if (part.size() > 2 && part.substr(part.size() - 2) == ".a") {
        return PartKind::library;
    }
    static const std::map<std::string, PartKind> kinds = {
        {"kernel", PartKind::kernel},    {"board", PartKind::kernel},
        {"rpmsg", PartKind::transport},  {"virtio", PartKind::transport},
        {"serial", PartKind::transport}, {"services", PartKind::service},
        {"lwip", PartKind::library},     {"network", PartKind::library},
    };
    const auto found = kinds.find(part.substr(0, part.find('/')));
    return found == kinds.end() ? PartKind::application : found->second;
}

/// Of a piece of a section that is written: its share of RAM.
std::uint64_t& share_of(RamUse& ram, const ElfSection& section, const std::string& input_section) {
    const std::string_view input = input_section;
    if (section.has_contents) {
        return ram.data;
    }
    if (contains(section.name, "stack") || contains(input, "stack")) {
        return ram.stacks;
    }
    if (contains(section.name, "heap") || contains(input, "heap") || contains(input, ".arena")) {
        return ram.heap;
    }
    return ram.bss;
}

class Sum {
public:
    void add(const ElfSection& section, const std::string& input_section, const std::string& file,
             std::uint64_t size) {
        FootprintPart& part = part_[part_name(file)];
        part.flash += section.has_contents ? size : 0;
        if (section.writable) {
            share_of(part.ram, section, input_section) += size;
        }
    }

    void finish(Footprint& footprint) {
        for (auto& [name, part] : part_) {
            part.name = name;
            part.kind = kind_of(name);
            footprint.flash += part.flash;
            footprint.ram.data += part.ram.data;
            footprint.ram.bss += part.ram.bss;
            footprint.ram.stacks += part.ram.stacks;
            footprint.ram.heap += part.ram.heap;
            if (part.flash + part.ram.total() != 0) {
                footprint.parts.push_back(std::move(part));
            }
        }
        std::stable_sort(
            footprint.parts.begin(), footprint.parts.end(),
            [](const FootprintPart& a, const FootprintPart& b) { return a.kind < b.kind; });
    }

private:
    std::map<std::string, FootprintPart> part_;
};

/// The map is of this very file: each section has the size that the map gives it.
void check_sections(const std::string& elf, const std::vector<ElfSection>& sections,
                    const LinkerMap& map) {
    for (const ElfSection& section : sections) {
        const auto mapped = std::find_if(
            map.sections.begin(), map.sections.end(),
            [&](const MappedSection& candidate) { return candidate.name == section.name; });
        const std::uint64_t size = mapped == map.sections.end() ? 0 : mapped->size;
        if (size != section.size) {
            throw InputError(fmt::format("{}.map: is not the map of {}: section {} has {} bytes, {}"
                                         "; link both in one step, with -Wl,-Map={}.map",
                                         elf, elf, section.name, section.size,
                                         mapped == map.sections.end()
                                             ? "and the map does not have it"
                                             : fmt::format("in the map {}", mapped->size),
                                         elf));
        }
    }
}

std::vector<RegionUse> use_of_regions(const std::vector<ElfSection>& sections,
                                      const LinkerMap& map) {
    std::vector<RegionUse> uses;
    for (const MemoryRegion& region : map.regions) {
        RegionUse use{region, 0};
        const auto inside = [&region](std::uint64_t address) {
            return address >= region.origin && address - region.origin < region.length;
        };
        for (const ElfSection& section : sections) {
            use.used += inside(section.address) ? section.size : 0;
            const bool image_elsewhere =
                section.has_contents && section.load_address != section.address;
            use.used += image_elsewhere && inside(section.load_address) ? section.size : 0;
        }
        if (use.used != 0) {
            uses.push_back(use);
        }
    }
    return uses;
}

} // namespace

const char* name_of(PartKind kind) {
    constexpr std::array names = {"kernel",  "transport",   "service",
                                  "library", "application", "other"};
    return names.at(static_cast<std::size_t>(kind));
}

Footprint footprint_of(const std::string& elf, const std::vector<ElfSection>& sections,
                       const LinkerMap& map) {
    check_sections(elf, sections, map);
    Footprint footprint;
    footprint.elf = elf;
    Sum sum;
    for (const ElfSection& section : sections) {
        if (section.name == resource_table) {
            const SharedRings rings = shared_rings(section.contents);
            footprint.shared = {section.size, rings.vrings, rings.buffers};
            continue;
        }
        std::uint64_t rest = section.size;
        for (const MappedPiece& piece : map.pieces) {
            if (piece.output_section == section.name) {
                const std::uint64_t size = std::min(piece.size, rest);
                sum.add(section, piece.input_section, piece.file, size);
                rest -= size;
            }
        }
        sum.add(section, "", "", rest); // alignment that the map does not name
    }
    sum.finish(footprint);
    footprint.regions = use_of_regions(sections, map);
    return footprint;
}

Footprint read_footprint(const std::string& elf) {
    const std::vector<ElfSection> sections = read_elf_sections(elf);
    const std::string path = elf + ".map";
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw InputError(fmt::format("{}: cannot be opened: {}; the linker writes it with "
                                     "-Wl,-Map={}",
                                     path, std::strerror(errno), path));
    }
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return footprint_of(elf, sections, parse_linker_map(text, path));
}

} // namespace ampsim::measure

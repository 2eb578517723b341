// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/footprint.h"

#include "sim/error.h"
#include "sim/measure/resource_table.h"
#include "tests/unit/measure/elf_writer.h"
#include "tests/unit/measure/temporary_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

namespace ampsim::measure {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string message_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const InputError& error) {
        return error.what();
    }
    return "no error";
}

std::string words(const std::vector<std::uint32_t>& values) {
    std::string bytes;
    for (const std::uint32_t value : values) {
        for (unsigned shift = 0; shift < 32; shift += 8) {
            bytes += static_cast<char>(value >> shift & 0xff);
        }
    }
    return bytes;
}

/// One RPMsg device with two vrings of `entries`.
std::string rpmsg_table(std::uint32_t entries, std::uint32_t device = 7) {
    return words({1,       1,      0, 0,          20, // version, entries, reserved, offset
                  3,       device, 0, 1,          0,      0,       2 << 8, 0xb8000000, 0x1000,
                  entries, 0,      0, 0xb8008000, 0x1000, entries, 1,      0});
}

ElfSection section(const std::string& name, std::uint64_t address, std::uint64_t size,
                   bool writable, bool has_contents) {
    ElfSection section;
    section.name = name;
    section.address = address;
    section.load_address = address;
    section.size = size;
    section.writable = writable;
    section.has_contents = has_contents;
    return section;
}

/// Code of 100 bytes, data of 24 whose image is behind it, 300 bytes of zeros, a main stack.
class Firmware : public testing::Test {
protected:
    Firmware() {
        sections_[1].load_address = 0x1064;
        map_.regions = {{"code", 0x1000, 0x200}, {"data", 0x2000, 0x400}, {"unused", 0x9000, 1}};
        map_.sections = {{".text", 100}, {".data", 24}, {".bss", 300}, {".main_stack", 64}};
        map_.pieces = {
            {".text", ".text.a", "build/fw.objects/kernel/a.c.o", 40},
            {".text", ".text.b", "build/fw.objects/kernel/port/cortex_m/b.c.o", 10},
            {".text", ".text.c", "build/fw.objects/rpmsg/c.c.o", 20},
            {".text", ".text.d", "/usr/lib/libc.a(d.o)", 25},
            {".text", "*fill*", "", 3},
            {".data", ".data.e", "build/fw.objects/apps/program/e.c.o", 24},
            {".bss", ".bss.arena", "build/fw.objects/kernel/a.c.o", 128},
            {".bss", ".bss.stack.1", "build/fw.objects/kernel/a.c.o", 64},
            {".bss", ".bss.services", "build/fw.objects/apps/program/e.c.o", 108},
            {".main_stack", "*fill*", "", 64},
        };
    }

    Footprint footprint() const { return footprint_of("fw.elf", sections_, map_); }

    static FootprintPart part(const Footprint& footprint, const std::string& name) {
        const auto found =
            std::find_if(footprint.parts.begin(), footprint.parts.end(),
                         [&](const FootprintPart& part) { return part.name == name; });
        EXPECT_NE(found, footprint.parts.end()) << name;
        return found == footprint.parts.end() ? FootprintPart{} : *found;
    }

    std::vector<ElfSection> sections_ = {
        section(".text", 0x1000, 100, false, true), section(".data", 0x2000, 24, true, true),
        section(".bss", 0x2018, 300, true, false), section(".main_stack", 0x2144, 64, true, false)};
    LinkerMap map_;
};

TEST_F(Firmware, FlashIsWhatHasContentsAndRamWhatIsWritten) {
    const Footprint all = footprint();
    EXPECT_EQ(all.flash, 100U + 24U);
    EXPECT_EQ(all.ram.total(), 24U + 300U + 64U);
    EXPECT_EQ(all.ram.data, 24U);
    EXPECT_EQ(all.ram.heap, 128U);
    EXPECT_EQ(all.ram.stacks, 64U + 64U);
    EXPECT_EQ(all.ram.bss, 108U);
    EXPECT_EQ(all.shared.total(), 0U);
}

TEST_F(Firmware, PartsAreFoldersAndArchives) {
    const Footprint all = footprint();
    EXPECT_EQ(part(all, "kernel").flash, 40U);
    EXPECT_EQ(part(all, "kernel").kind, PartKind::kernel);
    EXPECT_EQ(part(all, "kernel/port/cortex_m").kind, PartKind::kernel);
    EXPECT_EQ(part(all, "rpmsg").kind, PartKind::transport);
    EXPECT_EQ(part(all, "libc.a").kind, PartKind::library);
    EXPECT_EQ(part(all, "libc.a").flash, 25U);
    EXPECT_EQ(part(all, "apps/program").kind, PartKind::application);
    EXPECT_EQ(part(all, "apps/program").ram.total(), 24U + 108U);
    // 3 bytes of padding, 2 that the map does not name, and the main stack
    EXPECT_EQ(part(all, "(linker)").flash, 5U);
    EXPECT_EQ(part(all, "(linker)").ram.stacks, 64U);
}

TEST_F(Firmware, PartsOfAForeignBuildAreTheirFolders) {
    map_.pieces[0].file = "CMakeFiles/blinky.dir/src/a.c.obj";
    map_.pieces[1].file = "b.o";
    const Footprint all = footprint();
    EXPECT_EQ(part(all, "src").flash, 40U);
    EXPECT_EQ(part(all, "src").kind, PartKind::application);
    EXPECT_EQ(part(all, "b.o").flash, 10U);
}

TEST_F(Firmware, RegionsHaveTheImageOfDataToo) {
    const Footprint all = footprint();
    ASSERT_EQ(all.regions.size(), 2U);
    EXPECT_EQ(all.regions[0].used, 124U);
    EXPECT_EQ(all.regions[1].used, 24U + 300U + 64U);
}

TEST_F(Firmware, SharedMemoryIsInTheResourceTable) {
    sections_.push_back(section(".resource_table", 0xb80ff000, 88, true, true));
    sections_.back().contents = rpmsg_table(16);
    map_.sections.push_back({".resource_table", 88});
    map_.pieces.push_back({".resource_table", ".resource_table", "fw.objects/rpmsg/t.c.o", 88});
    const Footprint all = footprint();
    EXPECT_EQ(all.shared.resource_table, 88U);
    EXPECT_EQ(all.shared.vrings, 2U * 8192);
    EXPECT_EQ(all.shared.buffers, 32U * 512);
    EXPECT_EQ(all.flash, 124U) << "the table is not in flash";
    EXPECT_EQ(all.ram.total(), 388U) << "nor in the remote's RAM";
}

TEST_F(Firmware, AMapOfAnotherLinkIsRefused) {
    map_.sections[0].size = 104;
    EXPECT_THAT(message_of([&] { footprint(); }),
                AllOf(HasSubstr("fw.elf.map: is not the map of fw.elf"),
                      HasSubstr("section .text has 100 bytes, in the map 104")));
    map_.sections.erase(map_.sections.begin());
    EXPECT_THAT(message_of([&] { footprint(); }), HasSubstr("and the map does not have it"));
}

TEST(ResourceTable, RingsOf256EntriesAreLinuxDefault) {
    const SharedRings rings = shared_rings(rpmsg_table(256));
    EXPECT_EQ(rings.vrings, 2U * 0x3000);
    EXPECT_EQ(rings.buffers, 512U * 512);
    EXPECT_EQ(shared_rings(rpmsg_table(1024)).buffers, 512U * 512) << "Linux makes no more";
}

TEST(ResourceTable, OtherDevicesHaveNoBuffersOfTheirOwn) {
    EXPECT_EQ(shared_rings(rpmsg_table(64, 3)).buffers, 0U);
    EXPECT_GT(shared_rings(rpmsg_table(64, 3)).vrings, 0U);
}

TEST(ResourceTable, NonsenseCountsAsNothing) {
    const std::string table = rpmsg_table(16);
    for (std::size_t size = 0; size < table.size(); ++size) {
        EXPECT_LE(shared_rings(table.substr(0, size)).vrings, 2U * 8192);
    }
    std::string broken = table;
    for (char& byte : broken) {
        const char was = byte;
        byte = '\xff';
        shared_rings(broken); // no access outside, no endless loop
        byte = was;
    }
    EXPECT_EQ(shared_rings(rpmsg_table(0xffffffff)).vrings, 0U);
}

TEST(ElfSections, OfThisProgram) {
    const std::vector<ElfSection> sections = read_elf_sections("/proc/self/exe");
    const auto named = [&](const std::string& name) {
        const auto found =
            std::find_if(sections.begin(), sections.end(),
                         [&](const ElfSection& section) { return section.name == name; });
        return found == sections.end() ? ElfSection{} : *found;
    };
    EXPECT_TRUE(named(".text").has_contents);
    EXPECT_FALSE(named(".text").writable);
    EXPECT_EQ(named(".text").contents.size(), named(".text").size);
    EXPECT_TRUE(named(".bss").writable);
    EXPECT_FALSE(named(".bss").has_contents);
    EXPECT_EQ(named(".comment").size, 0U) << "it is not in memory";
}

TEST(FootprintFiles, WhatIsMissingIsNamed) {
    const TemporaryDirectory directory;
    const std::string elf = directory.file("fw.elf");
    EXPECT_THAT(message_of([&] { read_footprint(elf); }), HasSubstr("fw.elf: cannot be opened"));
    write_elf<Elf32>(elf, ET_EXEC, EM_ARM, {});
    EXPECT_THAT(message_of([&] { read_footprint(elf); }),
                AllOf(HasSubstr("fw.elf.map: cannot be opened"), HasSubstr("-Wl,-Map=")));
    std::ofstream(elf + ".map") << "nothing";
    EXPECT_THAT(message_of([&] { read_footprint(elf); }), HasSubstr("not a map of GNU ld"));
}

} // namespace
} // namespace ampsim::measure

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/linker_map.h"

#include "sim/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::measure {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// As GNU ld 2.40 writes it: names that are too long stand on a line of their own.
constexpr const char* real_map = R"(Archive member included to satisfy reference by file (symbol)

/usr/lib/libc.a(memcpy.c.o)   fw.objects/kernel/kernel.c.o (memcpy)

Discarded input sections

 .text          0x00000000       0x70 fw.objects/kernel/never.c.o

Memory Configuration

Name             Origin             Length             Attributes
code             0x1ffe0000         0x00020000         xr
*default*        0x00000000         0xffffffff

Linker script and memory map

                0x1ffe0000                        tcml_base = 0x1ffe0000
LOAD fw.objects/kernel/arena.c.o
START GROUP
LOAD /usr/lib/libc.a
END GROUP

.text           0x1ffe0000       0x60
                0x1ffe0000                        vectors_start = .
 *(.vectors)
 .vectors       0x1ffe0000       0x10 fw.objects/board/start.c.o
                0x1ffe0000                vector_table
 *(.text .text.*)
 .text.arena_reset
                0x1ffe0010       0x14 fw.objects/kernel/arena.c.o
 .text          0x1ffe0024        0x0 fw.objects/kernel/arena.c.o
 .rodata.str1.4
                0x1ffe0024       0x1c /usr/lib/libc.a(memcpy.c.o)
                                 0x2b (size before relaxing)
 *fill*         0x1ffe0040       0x20 

.a_long_section_name
                0x20000000       0x18 load address 0x1ffe37c8
 .data.console  0x20000000       0x18 a folder/console.c.o

/DISCARD/
 *(.note*)
OUTPUT(fw.elf elf32-littlearm)
)";

TEST(LinkerMap, HasRegionsSectionsAndPieces) {
    const LinkerMap map = parse_linker_map(real_map, "fw.elf.map");
    ASSERT_EQ(map.regions.size(), 1U);
    EXPECT_EQ(map.regions[0].name, "code");
    EXPECT_EQ(map.regions[0].origin, 0x1ffe0000U);
    EXPECT_EQ(map.regions[0].length, 0x20000U);

    std::vector<std::string> sections;
    for (const MappedSection& section : map.sections) {
        sections.push_back(section.name + " " + std::to_string(section.size));
    }
    EXPECT_THAT(sections, ElementsAre(".text 96", ".a_long_section_name 24"));

    std::vector<std::string> pieces;
    for (const MappedPiece& piece : map.pieces) {
        pieces.push_back(piece.output_section + " " + piece.input_section + " " +
                         std::to_string(piece.size) + " " + piece.file);
    }
    EXPECT_THAT(pieces, ElementsAre(".text .vectors 16 fw.objects/board/start.c.o",
                                    ".text .text.arena_reset 20 fw.objects/kernel/arena.c.o",
                                    ".text .rodata.str1.4 28 /usr/lib/libc.a(memcpy.c.o)",
                                    ".text *fill* 32 ",
                                    ".a_long_section_name .data.console 24 a folder/console.c.o"));
}

TEST(LinkerMap, ThatIsCutShortHasWhatIsThere) {
    const std::string map = real_map;
    for (std::size_t size = 0; size < map.size(); ++size) {
        try {
            EXPECT_LE(parse_linker_map(map.substr(0, size), "fw.elf.map").pieces.size(), 5U);
        } catch (const InputError&) { // the heading was cut off
        }
    }
}

TEST(LinkerMap, SomethingElseIsRefused) {
    try {
        parse_linker_map("int main(void) { return 0; }\n", "main.c");
        FAIL();
    } catch (const InputError& error) {
        EXPECT_THAT(error.what(), HasSubstr("main.c: not a map of GNU ld"));
    }
}

} // namespace
} // namespace ampsim::measure

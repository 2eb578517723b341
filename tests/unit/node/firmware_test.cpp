// SPDX-License-Identifier: BSD-3-Clause
#include "sim/node/firmware.h"

#include "sim/error.h"
#include "sim/node/file.h"
#include "tests/unit/measure/temporary_directory.h"

#include <gmock/gmock.h>

#include <elf.h>

#include <cstring>

namespace ampsim::node {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr std::size_t header_size = sizeof(Elf32_Ehdr);
constexpr std::size_t content_offset = header_size + 3 * sizeof(Elf32_Phdr);

/// Code of four bytes, data of two that are eight in memory, and a note that is not loaded.
struct Image {
    Elf32_Ehdr header{};
    Elf32_Phdr parts[3]{};
    std::string content{"\1\2\3\4\5\6", 6};

    Image() {
        std::memcpy(header.e_ident, ELFMAG, SELFMAG);
        header.e_ident[EI_CLASS] = ELFCLASS32;
        header.e_ident[EI_DATA] = ELFDATA2LSB;
        header.e_ident[EI_VERSION] = EV_CURRENT;
        header.e_type = ET_EXEC;
        header.e_machine = EM_ARM;
        header.e_version = EV_CURRENT;
        header.e_phoff = header_size;
        header.e_ehsize = header_size;
        header.e_phentsize = sizeof(Elf32_Phdr);
        header.e_phnum = 3;
        parts[0] = {PT_LOAD, content_offset, 0x1ffe0000, 0x1ffe0000, 4, 4, PF_R | PF_X, 4};
        parts[1] = {PT_LOAD, content_offset + 4, 0x20000000, 0x1ffe0004, 2, 8, PF_R | PF_W, 4};
        parts[2] = {PT_NOTE, content_offset, 0, 0, 4, 4, PF_R, 4};
    }

    std::string bytes() const {
        return std::string(reinterpret_cast<const char*>(&header), sizeof header) +
               std::string(reinterpret_cast<const char*>(parts), sizeof parts) + content;
    }
};

class FirmwareTest : public testing::Test {
protected:
    std::vector<Segment> read(const std::string& bytes) const {
        write_file(directory_.file("firmware.elf"), bytes);
        return read_firmware(directory_.file("firmware.elf"));
    }
    void expect_refused(const Image& image, const std::string& why) const {
        EXPECT_THAT([&] { read(image.bytes()); }, ThrowsMessage<InputError>(HasSubstr(why)));
    }
    measure::TemporaryDirectory directory_;
};

TEST_F(FirmwareTest, SegmentsAreThoseToLoadAtTheirPhysicalAddresses) {
    const std::vector<Segment> segments = read(Image().bytes());
    ASSERT_EQ(segments.size(), 2U);
    EXPECT_EQ(segments[0].address, 0x1ffe0000U);
    EXPECT_THAT(segments[0].bytes, ElementsAre(1, 2, 3, 4));
    EXPECT_EQ(segments[1].address, 0x1ffe0004U);
    EXPECT_THAT(segments[1].bytes, ElementsAre(5, 6));
    EXPECT_EQ(segments[1].size, 8U);
}

TEST_F(FirmwareTest, WhatIsNoFirmwareIsRefused) {
    EXPECT_THAT([&] { read("plain text"); },
                ThrowsMessage<InputError>(HasSubstr("is no ELF file; a firmware is one")));
    EXPECT_THAT([&] { read(""); }, ThrowsMessage<InputError>(HasSubstr("is no ELF file")));
    EXPECT_THROW(read_firmware(directory_.file("nothing")), InputError);

    Image image;
    image.header.e_machine = EM_X86_64;
    expect_refused(image, "is for ELF machine 62; expected Arm (40) or AArch64 (183)");

    image = Image();
    image.parts[0].p_type = image.parts[1].p_type = PT_NOTE;
    expect_refused(image, "has no loadable segment; expected a linked firmware");
}

TEST_F(FirmwareTest, BigEndianCodeIsRefused) {
    std::string bytes = Image().bytes();
    bytes[EI_DATA] = ELFDATA2MSB;
    for (const std::size_t field :
         {offsetof(Elf32_Ehdr, e_type), offsetof(Elf32_Ehdr, e_machine)}) {
        std::swap(bytes[field], bytes[field + 1]);
    }
    EXPECT_THAT([&] { read(bytes); }, ThrowsMessage<InputError>(HasSubstr("big-endian")));
}

TEST_F(FirmwareTest, DamagedSegmentsAreRefused) {
    Image image;
    image.content.pop_back();
    expect_refused(image, "a segment passes the end of the file: it is damaged");

    image = Image();
    image.parts[1].p_offset = 0xfffffff0;
    expect_refused(image, "a segment passes the end of the file: it is damaged");

    image = Image();
    image.parts[1].p_memsz = 1;
    expect_refused(image, "the segment at 0x1ffe0004 has an impossible size of 1 bytes");

    image = Image();
    image.parts[1].p_memsz = 0xffffffff;
    expect_refused(image, "has an impossible size");

    image = Image();
    image.parts[0].p_memsz = image.parts[1].p_memsz = 0x30000000;
    expect_refused(image, "takes more than 1073741824 bytes of memory: it is damaged");
}

TEST_F(FirmwareTest, EveryCutAndEveryChangedByteIsReadOrRefused) {
    const std::string whole = Image().bytes();
    const auto try_to_read = [this](const std::string& bytes) {
        try {
            read(bytes);
        } catch (const InputError&) { // NOLINT(bugprone-empty-catch): one of the two is right
        }
    };
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_THROW(read(whole.substr(0, size)), InputError) << size;
    }
    for (std::size_t place = 0; place < content_offset; ++place) {
        for (const char change : {'\x01', '\x80', '\xff'}) {
            std::string bytes = whole;
            bytes[place] = static_cast<char>(bytes[place] ^ change);
            try_to_read(bytes);
        }
    }
}

} // namespace
} // namespace ampsim::node

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/elf.h"

#include "sim/error.h"
#include "tests/unit/measure/elf_writer.h"
#include "tests/unit/measure/temporary_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace ampsim::measure {
namespace {

using testing::HasSubstr;

std::string file(const std::string& name) {
    static const TemporaryDirectory directory;
    return directory.file(name);
}

std::string message_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const InputError& error) {
        return error.what();
    }
    return "no error";
}

TEST(Elf, FindsFunctionsOfFirmwareWithoutTheThumbBit) {
    const std::string path = file("thumb.elf");
    write_elf<Elf32>(path, ET_EXEC, EM_ARM,
                     {{"mu_irq_handler", 0x1ffe0401},
                      {"reset", 0x1ffe0000, STT_NOTYPE},
                      {"$t", 0x1ffe0400, STT_NOTYPE}});
    const ElfFile elf = read_elf(path);
    EXPECT_EQ(elf.type, ElfType::executable);
    EXPECT_EQ(elf.symbols.find("mu_irq_handler").value, 0x1ffe0400);
    EXPECT_EQ(elf.symbols.find("reset").value, 0x1ffe0000);
    EXPECT_FALSE(elf.symbols.contains("$t"));
}

TEST(Elf, KeepsOddAddressesOfOtherMachines) {
    const std::string path = file("program");
    write_elf<Elf64>(path, ET_EXEC, EM_AARCH64, {{"send", 0x400b11}});
    EXPECT_EQ(read_elf(path).symbols.find("send").value, 0x400b11);
}

TEST(Elf, GivesSectionAndOffsetInAModule) {
    const std::string path = file("module.ko");
    write_elf<Elf64>(path, ET_REL, EM_AARCH64, {{"imx_rproc_kick", 0x40, STT_FUNC, STB_LOCAL}});
    const ElfFile elf = read_elf(path);
    EXPECT_EQ(elf.type, ElfType::relocatable);
    EXPECT_EQ(elf.symbols.find("imx_rproc_kick").section, 1);
    EXPECT_EQ(elf.symbols.find("imx_rproc_kick").value, 0x40);
}

TEST(Elf, LeavesDataOut) {
    const std::string path = file("data");
    write_elf<Elf64>(path, ET_EXEC, EM_AARCH64,
                     {{"label", 0x10, STT_NOTYPE, STB_LOCAL, 2}, {"code", 0x20}});
    EXPECT_FALSE(read_elf(path).symbols.contains("label"));
}

TEST(Elf, SuggestsNearNames) {
    const std::string path = file("suggest");
    write_elf<Elf32>(path, ET_EXEC, EM_ARM, {{"mu_irq_handler", 0x101}, {"main", 0x201}});
    EXPECT_EQ(message_of([&] { read_elf(path).symbols.find("mu_irq_handlr"); }),
              path + " has no code symbol 'mu_irq_handlr'; did you mean 'mu_irq_handler'?");
}

TEST(Elf, PrefersAGlobalFunctionAndRefusesToChooseAmongLocals) {
    const std::string path = file("duplicates");
    write_elf<Elf64>(path, ET_EXEC, EM_AARCH64,
                     {{"probe", 0x10, STT_FUNC, STB_LOCAL},
                      {"probe", 0x20},
                      {"remove", 0x30, STT_FUNC, STB_LOCAL},
                      {"remove", 0x40, STT_FUNC, STB_LOCAL}});
    const ElfFile elf = read_elf(path);
    EXPECT_EQ(elf.symbols.find("probe").value, 0x20);
    EXPECT_THAT(message_of([&] { elf.symbols.find("remove"); }),
                HasSubstr("several code symbols 'remove' (at 0x30, 0x40"));
}

TEST(Elf, RefusesWhatItCannotUse) {
    EXPECT_THAT(message_of([] { read_elf("/nonexistent.elf"); }),
                HasSubstr("/nonexistent.elf: cannot be opened"));

    const std::string text = file("text");
    std::ofstream(text) << "not an ELF file at all";
    EXPECT_EQ(message_of([&] { read_elf(text); }), text + ": not an ELF file");
    EXPECT_FALSE(is_elf(text));

    const std::string stripped = file("stripped");
    write_elf<Elf64>(stripped, ET_EXEC, EM_AARCH64, {{"f", 1}}, false);
    EXPECT_THAT(message_of([&] { read_elf(stripped); }), HasSubstr("has no symbol table"));
    EXPECT_TRUE(is_elf(stripped));
}

TEST(Elf, SurvivesTruncation) {
    const std::string whole = file("whole");
    write_elf<Elf64>(whole, ET_EXEC, EM_AARCH64, {{"function", 0x10}, {"other", 0x20}});
    std::ifstream in(whole, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    for (std::size_t size = 0; size < bytes.size(); size += 7) {
        const std::string path = file("truncated");
        std::ofstream(path, std::ios::binary) << bytes.substr(0, size);
        EXPECT_THROW(read_elf(path).symbols.find("function"), InputError) << size;
    }
}

} // namespace
} // namespace ampsim::measure

// SPDX-License-Identifier: BSD-3-Clause
//
// Judged by cpio itself, which unpacks what the kernel does.
#include "sim/node/initramfs.h"

#include "sim/error.h"
#include "sim/node/file.h"
#include "tests/unit/measure/temporary_directory.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace ampsim::node {
namespace {

namespace fs = std::filesystem;

class InitramfsTest : public testing::Test {
protected:
    /// Unpacks an archive, and returns where.
    fs::path unpacked(const std::string& archive) const {
        fs::path root = directory_.file("root");
        fs::create_directories(root);
        write_file(directory_.file("archive"), archive);
        const std::string command = "cd " + root.string() + " && cpio --quiet -i <../archive";
        EXPECT_EQ(std::system(command.c_str()), 0);
        return root;
    }
    static fs::perms permissions(const fs::path& file) { return fs::status(file).permissions(); }

    measure::TemporaryDirectory directory_;
};

TEST_F(InitramfsTest, CpioUnpacksTheFilesWithTheirDirectories) {
    const std::string odd("odd\0bytes\n", 10);
    const fs::path root = unpacked(cpio_archive({{"/ampsim/run", {"#!/bin/sh\n", true}},
                                                 {"/lib/firmware/deep/er.elf", {odd, false}},
                                                 {"/top", {"", false}}}));
    EXPECT_EQ(content_of(root / "ampsim/run"), "#!/bin/sh\n");
    EXPECT_EQ(content_of(root / "lib/firmware/deep/er.elf"), odd);
    EXPECT_EQ(content_of(root / "top"), "");
    EXPECT_NE(permissions(root / "ampsim/run") & fs::perms::owner_exec, fs::perms::none);
    EXPECT_EQ(permissions(root / "top") & fs::perms::owner_exec, fs::perms::none);
    EXPECT_NE(permissions(root / "lib/firmware") & fs::perms::owner_exec, fs::perms::none);
}

TEST_F(InitramfsTest, ContentOfEveryLengthIsPaddedRight) {
    std::map<std::string, GuestFile> files;
    for (std::size_t length = 0; length < 9; ++length) {
        files["/" + std::string(length + 1, 'n')] = {std::string(length, 'c'), false};
    }
    const fs::path root = unpacked(cpio_archive(files));
    for (const auto& [path, file] : files) {
        EXPECT_EQ(content_of(root / path.substr(1)), file.content) << path;
    }
}

TEST_F(InitramfsTest, TheSameFilesGiveTheSameBytes) {
    const std::map<std::string, GuestFile> files{{"/b", {"2", false}}, {"/a", {"1", true}}};
    EXPECT_EQ(cpio_archive(files), cpio_archive(files));
}

TEST_F(InitramfsTest, AddedFilesFollowTheArchiveAtAMultipleOfFour) {
    const std::string original = directory_.file("original");
    const std::map<std::string, GuestFile> files{{"/a", {"1", true}}};
    for (const char* content : {"", "x", "wxyz", "vwxyz"}) {
        write_file(original, content);
        const std::string extended = extended_initramfs(original, files);
        const std::string added = cpio_archive(files);
        const std::size_t padded = extended.size() - added.size();
        EXPECT_EQ(padded % 4, 0U);
        EXPECT_LT(padded - std::string(content).size(), 4U);
        EXPECT_EQ(extended.substr(0, std::string(content).size()), content);
        EXPECT_EQ(extended.substr(padded), added);
    }
    EXPECT_THROW(extended_initramfs(directory_.file("nothing"), files), InputError);
}

} // namespace
} // namespace ampsim::node

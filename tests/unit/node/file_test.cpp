// SPDX-License-Identifier: BSD-3-Clause
#include "sim/node/file.h"

#include "sim/error.h"
#include "sim/node/shared_memory.h"
#include "tests/unit/measure/temporary_directory.h"

#include <gtest/gtest.h>

#include <sys/mman.h>

namespace ampsim::node {
namespace {

class FileTest : public testing::Test {
protected:
    std::string written(const std::string& content) const {
        write_file(directory_.file("file"), content);
        return directory_.file("file");
    }
    measure::TemporaryDirectory directory_;
};

TEST_F(FileTest, GivesBackWhatWasWritten) {
    const std::string content("a\0b\r\n", 5);
    EXPECT_EQ(content_of(written(content)), content);
    EXPECT_EQ(content_of(written("")), "");
}

TEST_F(FileTest, WhatIsReplacedIsWholeAndLeavesNoDraft) {
    const std::string file = written("before");
    replace_file(file, "after");
    EXPECT_EQ(content_of(file), "after");
    EXPECT_THROW(content_of(file + ".draft"), InputError);
}

TEST_F(FileTest, WhatCannotBeReadOrWrittenIsSaid) {
    EXPECT_THROW(content_of(directory_.file("nothing")), InputError);
    EXPECT_THROW(write_file(directory_.file("no/where"), "x"), InputError);
    EXPECT_THROW(replace_file(directory_.file("no/where"), "x"), InputError);
    EXPECT_THROW(replace_file(directory_.path(), "x"), InputError);
}

TEST_F(FileTest, LastLinesAreThoseThatSaySomething) {
    const std::string log = written("one\r\n\r\ntwo  \n\nthree");
    EXPECT_EQ(last_lines(log, 2), "    two\n    three\n");
    EXPECT_EQ(last_lines(log, 9), "    one\n    two\n    three\n");
    EXPECT_EQ(last_lines(directory_.file("nothing"), 9), "");
}

TEST_F(FileTest, LastLineWithATextStartsThere) {
    const std::string log = written("[1] panic: a\n[2] panic: b\r\n[3] end\n");
    EXPECT_EQ(last_line_with(log, "panic"), "panic: b");
    EXPECT_EQ(last_line_with(log, "deadlock"), "");
}

TEST(SharedMemory, IsSeenByWhoeverMapsItsDescriptor) {
    const SharedMemory memory("ddr", 4096);
    void* const mapped =
        mmap(nullptr, memory.size(), PROT_READ, MAP_SHARED, memory.descriptor(), 0);
    ASSERT_NE(mapped, MAP_FAILED);
    EXPECT_EQ(static_cast<unsigned char*>(mapped)[17], 0);
    memory.bytes()[17] = 0xa5;
    EXPECT_EQ(static_cast<unsigned char*>(mapped)[17], 0xa5);
    munmap(mapped, memory.size());
}

TEST(SharedMemory, MoreThanTheHostCanMapIsRefused) {
    EXPECT_THROW(SharedMemory("ddr", std::uint64_t{1} << 60), InputError);
}

} // namespace
} // namespace ampsim::node

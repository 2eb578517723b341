// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/file_memory.h"

#include "tests/unit/measure/temporary_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace ampsim::measure {
namespace {

using testing::IsEmpty;

constexpr const char* settled_file = AMPSIM_SOURCE_DIR "/CMakeLists.txt";

class FileMemoryTest : public testing::Test {
protected:
    FileMemory memory(const std::string& format = "test 1") const {
        return {directory_.file("made/memory.json"), format};
    }
    void write(const std::string& text) { std::ofstream(directory_.file("damaged.json")) << text; }
    FileMemory damaged() const { return {directory_.file("damaged.json"), "test 1"}; }

    TemporaryDirectory directory_;
};

TEST_F(FileMemoryTest, KnowsWhatWasKept) {
    EXPECT_THAT(memory().known(), IsEmpty());
    memory().keep({{settled_file, {{"schedule", 4096}}}});
    EXPECT_EQ(memory().known().at(settled_file).at("schedule"), 4096);
}

TEST_F(FileMemoryTest, AFileThatChangedJustNowIsNotRemembered) {
    const std::string file = directory_.file("new");
    std::ofstream(file) << "new";
    EXPECT_EQ(settled_state(file), "");
    memory().keep({{file, "hash"}, {directory_.file("none"), "hash"}, {settled_file, "hash"}});
    EXPECT_EQ(memory().known(), (FileMemory::Findings{{settled_file, "hash"}}));
}

TEST_F(FileMemoryTest, AFileThatHasChangedIsNotKnown) {
    write(R"({"format": "test 1", "files": {")" + std::string(settled_file) +
          R"(": ["of another time", "hash"]}})");
    EXPECT_THAT(damaged().known(), IsEmpty());
}

TEST_F(FileMemoryTest, AnotherFormatIsAsGoodAsNone) {
    memory("test 1").keep({{settled_file, "hash"}});
    EXPECT_THAT(memory("test 2").known(), IsEmpty());
}

TEST_F(FileMemoryTest, DamageIsAsGoodAsNothing) {
    const std::string file = settled_file;
    for (const std::string& text :
         {std::string(), std::string("{"), std::string("[1]"), std::string("{\"format\": 1}"),
          std::string(R"({"format": "test 1", "files": 3})"),
          R"({"format": "test 1", "files": {")" + file + R"(": "hash"}})",
          R"({"format": "test 1", "files": {")" + file + R"(": [1, 2]}})"}) {
        write(text);
        EXPECT_THAT(damaged().known(), IsEmpty()) << text;
    }
}

TEST_F(FileMemoryTest, WithoutAPlaceNothingIsRemembered) {
    const FileMemory none("", "test 1");
    none.keep({{settled_file, "hash"}});
    EXPECT_THAT(none.known(), IsEmpty());
}

} // namespace
} // namespace ampsim::measure

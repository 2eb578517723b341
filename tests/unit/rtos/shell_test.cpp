// SPDX-License-Identifier: BSD-3-Clause
//
// The shell of hvl_remote, and its checksum, on the host.
#include "checksum.h"
#include "kernel_fixture.h"
#include "shell.h"
#include "virtio_console.h"

#include <gmock/gmock.h>

#include <cstring>

namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

std::string console; ///< what was written
std::string called;  ///< the words of the commands that ran
bool command_result = true;

bool record(unsigned count, char** words) {
    EXPECT_EQ(words[count], nullptr);
    for (unsigned i = 0; i < count; ++i) {
        called += std::string("<") + words[i] + ">";
    }
    return command_result || shell_fail("cannot do %s", words[0]);
}

bool number(unsigned /*count*/, char** words) {
    std::uint32_t value = 0;
    const bool done = shell_number(words[1], 1000, &value);
    called += done ? std::to_string(value) : "none";
    return done;
}

const shell_command commands[] = {
    {"do", "[A [B]]", "does", 0, 2, record},
    {"number", "N", "shows it", 1, 1, number},
    {"many", "...", "takes all", 0, 100, record},
};
const shell_group group = SHELL_GROUP("test", commands);

class ShellTest : public KernelTest {
protected:
    ShellTest() {
        static const shell_group* const groups[] = {&group};
        console.clear();
        called.clear();
        command_result = true;
        shell_set_groups(groups, 1);
    }
    static void type(const std::string& text) {
        shell_type(text.data(), static_cast<std::uint32_t>(text.size()));
    }
};

TEST_F(ShellTest, ALineIsEchoedRunsAndAnswers) {
    type("do it\r");
    EXPECT_EQ(called, "<do><it>");
    EXPECT_THAT(console, MatchesRegex("do it\r\n\\[ok, [0-9]+\\.[0-9]+ ms\\]\r\nrtos> "));
}

TEST_F(ShellTest, EveryEndOfALineIsOne) {
    type("do\rdo\ndo\r\ndo\n\n");
    EXPECT_EQ(called, "<do><do><do><do>");
}

TEST_F(ShellTest, ACommandThatFailsSaysSo) {
    command_result = false;
    type("do\n");
    EXPECT_THAT(console, HasSubstr("do: cannot do do\r\n[failed, "));
}

TEST_F(ShellTest, WordsAreCutAtBlanksButNotWithinQuotes) {
    type("do   \"a b\"\t c \n");
    EXPECT_EQ(called, "<do><a b><c>");
}

TEST_F(ShellTest, TooManyOrUnknownWordsAreToldWhatWasExpected) {
    type("do 1 2 3\n");
    EXPECT_THAT(console, HasSubstr("do: expected: do [A [B]]\r\n[failed"));
    type("undo\n");
    EXPECT_THAT(console, HasSubstr("undo: no such command, try help"));
    EXPECT_EQ(called, "");
}

TEST_F(ShellTest, MoreWordsThanThereIsRoomForAreLeftOut) {
    type("many 1 2 3 4 5 6 7 8 9 a b c d e f\n");
    EXPECT_EQ(called, "<many><1><2><3><4><5><6><7><8><9><a><b>");
}

TEST_F(ShellTest, WhatDoesNotFitIntoALineIsLeftOut) {
    type("do " + std::string(500, 'x') + "\n");
    EXPECT_EQ(called, "<do><" + std::string(shell_line_size - 4, 'x') + ">");
}

TEST_F(ShellTest, KeysEdit) {
    type("dx\bo\x7fo\n");
    EXPECT_EQ(called, "<do>");
    type("nonsense\x15"
         "do\n");
    EXPECT_EQ(called, "<do><do>");
    type("\b\b\x1b[A\x1b[1;5Cdo\n");
    EXPECT_EQ(called, "<do><do><do>");
}

TEST_F(ShellTest, Numbers) {
    type("number 10\nnumber 0x10\nnumber 1001\nnumber -1\nnumber 1x\nnumber \"\"\n");
    EXPECT_EQ(called, "1016nonenonenonenone");
    EXPECT_THAT(console, HasSubstr("number: expected a number up to 1000, got '1001'"));
}

TEST_F(ShellTest, HelpShowsEveryCommand) {
    type("help\n");
    EXPECT_THAT(console, HasSubstr("test\r\n  do [A [B]]                   does\r\n"));
    EXPECT_THAT(console, HasSubstr("  number N"));
}

// As zlib's crc32() computes them.
TEST(Checksum, IsThatOfZlib) {
    const auto of = [](const std::string& text) {
        checksum sum = checksum_begin();
        checksum_add(&sum, text.data(), text.size());
        return checksum_end(sum);
    };
    EXPECT_EQ(of(""), 0U);
    EXPECT_EQ(of("hello\n"), 0x363a3020U);
    EXPECT_EQ(of("123456789"), 0xcbf43926U);
    EXPECT_EQ(of(std::string(300, '\0')), 0xb5348fd2U);
}

TEST(Checksum, DoesNotDependOnThePieces) {
    checksum sum = checksum_begin();
    checksum_add(&sum, "hel", 3);
    checksum_add(&sum, "", 0);
    checksum_add(&sum, "lo\n", 3);
    EXPECT_EQ(checksum_end(sum), 0x363a3020U);
    EXPECT_EQ(sum.size, 6U);
}

} // namespace

osStatus_t console_write(const void* data, uint32_t size, uint32_t /*timeout*/) {
    console.append(static_cast<const char*>(data), size);
    return osOK;
}

uint32_t console_read(void* /*data*/, uint32_t /*size*/, uint32_t /*timeout*/) {
    return 0;
}

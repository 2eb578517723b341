// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>

extern "C" {
#include "arguments.h"
#include "platform_addresses.h"
char boot_arguments[boot_arguments_size];
}

namespace {

void set(const std::string& text) {
    ASSERT_LE(text.size(), sizeof boot_arguments);
    std::fill(std::begin(boot_arguments), std::end(boot_arguments), '\0');
    std::copy(text.begin(), text.end(), boot_arguments);
}

std::string value(const char* name) {
    std::array<char, 16> text{};
    return board_argument(name, text.data(), text.size()) ? text.data() : "not there";
}

TEST(BootArguments, AreWordsWithValues) {
    set("hvl.registers=ram  count=12 quiet empty= path=a=b");
    EXPECT_EQ(value("hvl.registers"), "ram");
    EXPECT_EQ(value("count"), "12");
    EXPECT_EQ(value("quiet"), "");
    EXPECT_EQ(value("empty"), "");
    EXPECT_EQ(value("path"), "a=b");
}

TEST(BootArguments, AreWholeNames) {
    set("recount=1 counter=2");
    EXPECT_EQ(value("count"), "not there");
    EXPECT_EQ(value("counte"), "not there");
    set("");
    EXPECT_EQ(value("count"), "not there");
}

TEST(BootArguments, TheLastOneCounts) {
    set("mode=irq mode=poll");
    EXPECT_EQ(value("mode"), "poll");
    EXPECT_TRUE(board_argument_is("mode", "poll"));
    EXPECT_FALSE(board_argument_is("mode", "irq"));
    EXPECT_FALSE(board_argument_is("mode", "pol"));
    EXPECT_FALSE(board_argument_is("none", ""));
}

TEST(BootArguments, AreShortenedToWhatTheCallerHas) {
    set("name=abcdef");
    std::array<char, 4> text{'x', 'x', 'x', 'x'};
    EXPECT_TRUE(board_argument("name", text.data(), text.size()));
    EXPECT_STREQ(text.data(), "abc");
    EXPECT_FALSE(board_argument("other", text.data(), text.size()));
    EXPECT_STREQ(text.data(), "");
    EXPECT_TRUE(board_argument("name", nullptr, 0));
}

TEST(BootArguments, AreNumbersWhereTheyAreNumbers) {
    set("a=12 b=0x1F c=-1 d=12x e= f=4294967296 g=4294967295 h=010");
    EXPECT_EQ(board_argument_number("a", 7), 12U);
    EXPECT_EQ(board_argument_number("b", 7), 31U);
    EXPECT_EQ(board_argument_number("c", 7), 7U);
    EXPECT_EQ(board_argument_number("d", 7), 7U);
    EXPECT_EQ(board_argument_number("e", 7), 7U);
    EXPECT_EQ(board_argument_number("f", 7), 7U);
    EXPECT_EQ(board_argument_number("g", 7), 4294967295U);
    EXPECT_EQ(board_argument_number("h", 7), 10U);
    EXPECT_EQ(board_argument_number("z", 7), 7U);
}

TEST(BootArguments, EndWithTheirMemoryWhenThereIsNoZero) {
    set(std::string(sizeof boot_arguments - 4, ' ') + "ab=c");
    EXPECT_EQ(value("ab"), "c");
}

} // namespace

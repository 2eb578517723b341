// SPDX-License-Identifier: BSD-3-Clause
#include "tests/unit/measure/sample_result.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace ampsim::measure {
namespace {

using testing::HasSubstr;
using testing::Not;

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

std::size_t characters(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    }));
}

TEST(Waterfall, ShowsHopsInOrderWithTheirPlaceInTheWhole) {
    const auto lines = lines_of(waterfall(sample_result(), 80, false));
    ASSERT_GE(lines.size(), 7);
    // Shares: line 120, first isr 180, unattributed 600 of 900 ns.
    EXPECT_EQ(lines[0], "msg.one_way   3 completed, 1 lost   p50 200 ns   p99 600 ns   max 600 ns");
    EXPECT_EQ(lines[1], "  hop              min     p50     p90     p99     max   share");
    EXPECT_EQ(lines[2], "  line           40 ns   40 ns   80 ns   80 ns   80 ns  13.3 %  ██▏");
    EXPECT_EQ(lines[3], "  first isr      60 ns   60 ns  120 ns  120 ns  120 ns  20.0 %    ███▍");
    EXPECT_EQ(lines[4],
              "  unattributed    0 ns    0 ns  600 ns  600 ns  600 ns  66.7 %       ▐██████████");
    EXPECT_EQ(lines[6],
              "  whole         100 ns  200 ns  600 ns  600 ns  600 ns 100.0 %  ████████████████");
}

TEST(Waterfall, HidesUnattributedWhenEveryHopIsKnown) {
    Recorder recorder;
    recorder.at(0, "linux:send");
    recorder.at(10, "rtos:isr");
    Result result;
    result.spans.push_back(match({"s", "linux:send", {{"all", "rtos:isr"}}}, recorder.trace));
    EXPECT_THAT(waterfall(result, 80, false), Not(HasSubstr("unattributed")));
}

TEST(Waterfall, SaysWhyASpanIsEmpty) {
    EXPECT_THAT(waterfall(sample_result(), 80, false), HasSubstr("'linux:nothing' never happened"));
}

TEST(Waterfall, ListsCountersAndUncertainty) {
    const std::string text = waterfall(sample_result(), 80, false);
    EXPECT_THAT(text, HasSubstr("linux.accesses     1,234,567"));
    EXPECT_THAT(text, HasSubstr("mu-2.b.interrupts          7"));
    EXPECT_THAT(text, HasSubstr("up to 1.25 µs early or late"));
    EXPECT_THAT(waterfall(Result{}, 80, false), HasSubstr("never saw direct memory out of order"));
}

TEST(Waterfall, KeepsToTheWidth) {
    Recorder recorder;
    recorder.at(0, "linux:send");
    recorder.at(123'456, "rtos:isr");
    Result result = sample_result();
    result.spans.push_back(
        match({"s",
               "linux:send",
               {{"a very long name of a hop, longer than any table would like it", "rtos:isr"}}},
              recorder.trace));
    for (const unsigned width : {72U, 80U, 100U, 119U, 120U, 140U, 200U}) {
        for (const std::string& line : lines_of(waterfall(result, width, false))) {
            EXPECT_LE(characters(line), width) << line;
        }
    }
}

TEST(Waterfall, IsColouredOnlyWhenAsked) {
    const std::string plain = waterfall(sample_result(), 100, false);
    std::string coloured = waterfall(sample_result(), 100, true);
    EXPECT_THAT(plain, Not(HasSubstr("\033")));
    EXPECT_THAT(coloured, HasSubstr("\033[1mmsg.one_way\033[0m"));
    for (std::size_t at = 0; (at = coloured.find('\033')) != std::string::npos;) {
        coloured.erase(at, coloured.find('m', at) - at + 1);
    }
    EXPECT_EQ(coloured, plain);
}

TEST(Waterfall, OfNothingHasNoTable) {
    EXPECT_THAT(waterfall(Result{}, 80, false), Not(HasSubstr("p50")));
}

TEST(Waterfall, SaysWhatCameLateAndWhichSpansThatTouched) {
    Result result = sample_result();
    result.links = {{"linux", VirtualTime{0}}, {"rtos", VirtualTime{900}}};
    // The second message is on its way from 2000 to 2200.
    mark_touched(result.spans.front(), {{1, VirtualTime{1500}, VirtualTime{2000}},
                                        {1, VirtualTime{2201}, VirtualTime{2999}}});
    EXPECT_FALSE(result.spans.front().spans.at(0).touched);
    EXPECT_TRUE(result.spans.front().spans.at(1).touched);
    EXPECT_FALSE(result.spans.front().spans.at(2).touched);
    const std::string text = waterfall(result, 400, false);
    EXPECT_THAT(text, testing::HasSubstr("1 touched by what came late"));
    EXPECT_THAT(text, testing::HasSubstr("What reached linux took effect in time."));
    EXPECT_THAT(text, testing::HasSubstr("What reached rtos took effect up to 900 ns late."));
}

} // namespace
} // namespace ampsim::measure

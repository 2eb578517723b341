// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/histogram_text.h"

#include "sim/error.h"
#include "sim/measure/waterfall.h"
#include "tests/unit/measure/sample_result.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace ampsim::measure {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::ThrowsMessage;

constexpr VirtualTime ns(long value) {
    return VirtualTime{value};
}

std::string histogram(const std::vector<VirtualTime>& durations, std::size_t width = 60) {
    return histogram_text("rtt", durations, width, Palette(false));
}

TEST(HistogramText, HasARowForEachStepAndForEachTail) {
    std::vector<VirtualTime> durations{ns(36'600), ns(127'000)};
    durations.insert(durations.end(), 100, ns(39'700));
    durations.insert(durations.end(), 50, ns(39'950));
    durations.insert(durations.end(), 200, ns(40'480));
    EXPECT_EQ(histogram(durations), "rtt, how often\n"
                                    "  [36.6,  39.7) µs    1  ▏\n"
                                    "  [39.7,  39.8) µs  100  █████████████████▌\n"
                                    "  [39.8,  39.9) µs    0\n"
                                    "  [39.9,  40.0) µs   50  ████████▊\n"
                                    "  [40.0,  40.1) µs    0\n"
                                    "  [40.1,  40.2) µs    0\n"
                                    "  [40.2,  40.3) µs    0\n"
                                    "  [40.3,  40.4) µs    0\n"
                                    "  [40.4,  40.5) µs  200  ███████████████████████████████████\n"
                                    "  [40.5, 127.1) µs    1  ▏\n");
}

TEST(HistogramText, IsNothingWhereDurationsDoNotDiffer) {
    EXPECT_EQ(histogram({}), "");
    EXPECT_EQ(histogram({ns(5), ns(5), ns(5)}), "");
}

TEST(HistogramText, IsInWholeNanosecondsAtTheFinest) {
    EXPECT_EQ(histogram({ns(48), ns(48), ns(49)}, 30), "rtt, how often\n"
                                                       "  [48, 49) ns  2  ████████████\n"
                                                       "  [49, 50) ns  1  ██████\n");
}

/// Every duration is in one row, whatever the distribution; and there are few rows.
TEST(HistogramText, CountsEveryDurationOnce) {
    for (long spread = 1; spread < 3'000'000'000; spread *= 7) {
        std::vector<VirtualTime> durations;
        for (long i = 0; i < 997; ++i) {
            durations.push_back(ns(1000 + i * i * i % 991 * spread / 991));
        }
        std::istringstream lines(histogram(durations));
        std::string line;
        long total = 0;
        int rows = -1; // the heading
        for (; std::getline(lines, line); ++rows) {
            if (const std::size_t unit = line.find("s  "); rows >= 0 && unit != std::string::npos) {
                total += std::stol(line.substr(unit + 1));
            }
        }
        EXPECT_EQ(total, spread == 1 ? 0 : 997) << spread;
        EXPECT_LE(rows, 14) << spread;
    }
}

TEST(HistogramText, NamesAreThoseOfExpectations) {
    const Result result = sample_result();
    EXPECT_THAT(durations_of("msg.one_way", result.spans), ElementsAre(ns(100), ns(200), ns(600)));
    EXPECT_THAT(durations_of("msg.one_way.hop[line]", result.spans), ElementsAre(ns(40), ns(80)));
    EXPECT_THAT(durations_of("never", result.spans), IsEmpty());
    EXPECT_THAT([&] { durations_of("msg.one_wai", result.spans); },
                ThrowsMessage<InputError>(HasSubstr("there is no 'msg.one_wai'; did you "
                                                    "mean 'msg.one_way'?")));
}

TEST(HistogramText, IsInTheWaterfall) {
    const Result result = sample_result();
    EXPECT_THAT(waterfall(result, 100, false),
                HasSubstr("msg.one_way, how often\n  [100, 150) ns  1"));
    const std::string asked = waterfall(result, 100, false, {"msg.one_way.hop[line]", "never"});
    EXPECT_THAT(asked, HasSubstr("msg.one_way.hop[line], how often\n"));
    EXPECT_THAT(asked, HasSubstr("never: no two durations differ\n"));
}

} // namespace
} // namespace ampsim::measure

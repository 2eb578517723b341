// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/hops.h"
#include "sim/measure/span.h"

#include "sim/error.h"
#include "tests/unit/measure/recorder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace ampsim::measure {
namespace {

using testing::ElementsAre;

constexpr VirtualTime ns(long value) {
    return VirtualTime{value};
}

const SpanDefinition notification{
    "notification",
    "linux:send",
    {{"write", "write:linux:mu.a.TR0"}, {"line", "rise:mu.b"}, {"handler", "rtos:isr"}}};

TEST(Match, CutsAJourneyIntoHopsThatAddUp) {
    Recorder recorder;
    recorder.at(100, "linux:send");
    recorder.at(130, "write:linux:mu.a.TR0");
    recorder.at(630, "rise:mu.b");
    recorder.at(690, "rtos:isr");
    const SpanSet set = match(notification, recorder.trace);
    ASSERT_EQ(set.spans.size(), 1);
    EXPECT_EQ(set.lost, 0);
    const Span& span = set.spans[0];
    EXPECT_EQ(span.begin, ns(100));
    EXPECT_THAT(span.passed, ElementsAre(ns(130), ns(630), ns(690)));
    EXPECT_THAT(span.hops(), ElementsAre(ns(30), ns(500), ns(60)));
    EXPECT_EQ(span.whole(), ns(590));
    EXPECT_EQ(span.unattributed(), ns(0));
}

TEST(Match, TakesTheFirstOccurrenceAfterThePointBefore) {
    Recorder recorder;
    recorder.at(50, "rise:mu.b"); // before the span
    recorder.at(100, "linux:send");
    recorder.at(110, "rise:mu.b"); // before the write: of something else
    recorder.at(130, "write:linux:mu.a.TR0");
    recorder.at(140, "write:linux:mu.a.TR0");
    recorder.at(630, "rise:mu.b");
    recorder.at(690, "rtos:isr");
    recorder.at(700, "rise:mu.b");
    recorder.at(710, "rtos:isr");
    const SpanSet set = match(notification, recorder.trace);
    ASSERT_EQ(set.spans.size(), 1);
    EXPECT_THAT(set.spans[0].passed, ElementsAre(ns(130), ns(630), ns(690)));
}

TEST(Match, LeavesTheTimeAroundAMissingPointUnattributed) {
    Recorder recorder;
    recorder.at(100, "linux:send");
    recorder.at(130, "write:linux:mu.a.TR0");
    recorder.at(690, "rtos:isr"); // the line was not recorded
    const SpanSet set = match(notification, recorder.trace);
    ASSERT_EQ(set.spans.size(), 1);
    EXPECT_THAT(set.spans[0].passed, ElementsAre(ns(130), never, ns(690)));
    EXPECT_THAT(set.spans[0].hops(), ElementsAre(ns(30), never, never));
    EXPECT_EQ(set.spans[0].unattributed(), ns(560));
    EXPECT_EQ(set.spans[0].whole(), ns(590));
}

TEST(Match, LeavesTheFirstTimeUnattributedWhenTheFirstPointIsMissing) {
    Recorder recorder;
    recorder.at(100, "linux:send");
    recorder.at(630, "rise:mu.b");
    recorder.at(690, "rtos:isr");
    const SpanSet set = match(notification, recorder.trace);
    ASSERT_EQ(set.spans.size(), 1);
    EXPECT_THAT(set.spans[0].hops(), ElementsAre(never, never, ns(60)));
    EXPECT_EQ(set.spans[0].unattributed(), ns(530));
}

TEST(Match, IsNotLedAstrayByAMissingPointThatOccursAfterTheEnd) {
    Recorder recorder;
    recorder.at(100, "linux:send");
    recorder.at(130, "write:linux:mu.a.TR0");
    recorder.at(690, "rtos:isr");
    recorder.at(900, "rise:mu.b"); // too late: nothing closes after it
    const SpanSet set = match(notification, recorder.trace);
    ASSERT_EQ(set.spans.size(), 1);
    EXPECT_THAT(set.spans[0].passed, ElementsAre(ns(130), never, ns(690)));
}

TEST(Match, PrefersTheJourneyThatPassesTheMostPoints) {
    Recorder recorder;
    recorder.at(100, "linux:send");
    recorder.at(110, "rtos:isr"); // of an older message
    recorder.at(130, "write:linux:mu.a.TR0");
    recorder.at(630, "rise:mu.b");
    recorder.at(690, "rtos:isr");
    const SpanSet set = match(notification, recorder.trace);
    ASSERT_EQ(set.spans.size(), 1);
    EXPECT_EQ(set.spans[0].end(), ns(690));
}

TEST(Match, LosesASpanThatIsNotClosedBeforeTheNextStart) {
    Recorder recorder;
    recorder.at(100, "linux:send");
    recorder.at(130, "write:linux:mu.a.TR0");
    recorder.at(200, "linux:send");
    recorder.at(230, "write:linux:mu.a.TR0");
    recorder.at(730, "rise:mu.b");
    recorder.at(790, "rtos:isr");
    recorder.at(900, "linux:send");
    const SpanSet set = match(notification, recorder.trace);
    EXPECT_EQ(set.lost, 2);
    ASSERT_EQ(set.spans.size(), 1);
    EXPECT_EQ(set.spans[0].begin, ns(200));
}

TEST(Match, OrdersEventsOfOneInstantByThePoints) {
    // Without latency everything happens at once, and the tracks' order is not that of cause and
    // effect.
    Recorder recorder;
    recorder.at(100, "rtos:isr");
    recorder.at(100, "rise:mu.b");
    recorder.at(100, "write:linux:mu.a.TR0");
    recorder.at(100, "linux:send");
    const SpanSet set = match({"reversed", "rise:mu.b", {{"handler", "rtos:isr"}}}, recorder.trace);
    ASSERT_EQ(set.spans.size(), 1);
    EXPECT_EQ(set.spans[0].whole(), ns(0));
}

TEST(Match, KeepsTheOrderWithinATrack) {
    Recorder recorder;
    recorder.at(100, "linux:done");
    recorder.at(100, "linux:send"); // the same node, later
    EXPECT_EQ(match({"s", "linux:send", {{"all", "linux:done"}}}, recorder.trace).lost, 1);
}

TEST(Match, MeasuresAPeriodWhenStartAndEndAreTheSameEvent) {
    Recorder recorder;
    for (const long time : {100, 350, 600}) {
        recorder.at(time, "rtos:tick");
    }
    const SpanSet set = match({"period", "rtos:tick", {{"period", "rtos:tick"}}}, recorder.trace);
    ASSERT_EQ(set.spans.size(), 2);
    EXPECT_EQ(set.spans[0].whole(), ns(250));
    EXPECT_EQ(set.spans[1].whole(), ns(250));
    EXPECT_EQ(set.lost, 1); // the last one
}

TEST(Match, UsesAnEventForOnePointOnly) {
    const SpanDefinition twice{"twice", "linux:send", {{"one", "rtos:isr"}, {"two", "rtos:isr"}}};
    Recorder recorder;
    recorder.at(100, "linux:send");
    recorder.at(200, "rtos:isr");
    recorder.at(300, "rtos:isr");
    EXPECT_THAT(match(twice, recorder.trace).spans.at(0).passed, ElementsAre(ns(200), ns(300)));
}

TEST(Match, TellsRisesFromFalls) {
    Recorder recorder;
    recorder.at(10, "rise:mu.b");
    recorder.at(25, "fall:mu.b");
    EXPECT_EQ(
        match({"high", "rise:mu.b", {{"high", "fall:mu.b"}}}, recorder.trace).spans.at(0).whole(),
        ns(15));
    EXPECT_EQ(match({"low", "fall:mu.b", {{"low", "rise:mu.b"}}}, recorder.trace).lost, 1);
}

TEST(Match, FindsNothingInAnEmptyTrace) {
    Trace trace;
    const SpanSet set = match(notification, trace);
    EXPECT_TRUE(set.spans.empty());
    EXPECT_EQ(set.lost, 0);
}

TEST(Match, RefusesADefinitionWithoutPoints) {
    Trace trace;
    EXPECT_THROW(match({"s", "linux:send", {}}, trace), InputError);
}

/// Messages with random latencies, of which some points are not seen and some messages never
/// arrive.
class RandomJourneys : public testing::TestWithParam<unsigned> {};

TEST_P(RandomJourneys, AddUpExactlyHopByHopAndInTotal) {
    std::mt19937 random(GetParam());
    const auto up_to = [&](unsigned limit) {
        return static_cast<long>(random() % limit);
    };
    Recorder recorder;
    std::vector<std::vector<VirtualTime>> expected;
    std::uint64_t expected_lost = 0;
    long now = 0;
    for (int message = 0; message < 300; ++message) {
        now += 1 + up_to(1000);
        recorder.at(now, "linux:send");
        std::vector<VirtualTime> passed;
        for (const Point& point : notification.points) {
            now += 1 + up_to(2000);
            const bool seen = up_to(8) != 0;
            passed.push_back(seen ? ns(now) : never);
            if (seen) {
                recorder.at(now, point.event);
            }
        }
        if (passed.back() == never) {
            ++expected_lost;
        } else {
            expected.push_back(passed);
        }
    }
    const SpanSet set = match(notification, recorder.trace);
    EXPECT_EQ(set.lost, expected_lost);
    ASSERT_EQ(set.spans.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const Span& span = set.spans[i];
        EXPECT_EQ(span.passed, expected[i]);
        VirtualTime sum = span.unattributed();
        EXPECT_GE(sum, ns(0));
        for (const VirtualTime hop : span.hops()) {
            sum += hop == never ? ns(0) : hop;
        }
        EXPECT_EQ(sum, span.whole());
    }

    const Breakdown breakdown = break_down(set);
    VirtualTime total = breakdown.unattributed.total;
    double share = breakdown.share(total);
    for (const Hop& hop : breakdown.hops) {
        total += hop.durations.total;
        share += breakdown.share(hop.durations.total);
    }
    EXPECT_EQ(total, breakdown.whole.total);
    EXPECT_NEAR(share, 1.0, 1e-12);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomJourneys, testing::Range(1U, 6U));

} // namespace
} // namespace ampsim::measure

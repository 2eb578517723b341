// SPDX-License-Identifier: BSD-3-Clause
#include "tests/unit/compare/sample_figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::compare {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Cause : public ::testing::Test {
protected:
    void set(const std::string& span, const std::string& hop, const Statistics& statistics) {
        hop_of(after_, span, hop).statistics = statistics;
    }

    /// "SPAN HOP" of the parts with this role.
    std::vector<std::string> with(Role role) const {
        std::vector<std::string> names;
        for (const Part& part : compare(before_, after_, {}).parts) {
            if (part.role == role) {
                names.push_back(part.span + (part.hop ? " " + *part.hop : ""));
            }
        }
        return names;
    }

    Figures before_ = sample_figures();
    Figures after_ = sample_figures();
};

TEST_F(Cause, IsNothingWhenNothingMoved) {
    EXPECT_THAT(compare(before_, after_, {}).parts, IsEmpty());
}

TEST_F(Cause, IsTheFirstHopThatMoved) {
    set("ping.there", "driver", always(170));
    EXPECT_THAT(with(Role::cause), ElementsAre("ping.there driver"));
}

TEST_F(Cause, IsNotWhatComesBehindItInOtherSoftware) {
    set("ping.there", "line", always(525));
    set("ping.there", "entry", always(70)); // as a whole, but what it finds depends on the moment
    set("ping.there", "wake-up", mostly(120, 300));
    EXPECT_THAT(with(Role::cause), ElementsAre("ping.there line"));
    EXPECT_THAT(with(Role::consequence), ElementsAre("ping.there entry", "ping.there wake-up"));
}

TEST_F(Cause, IsAlsoHardwareBehindItThatMovedAsAWhole) {
    set("ping.there", "bus", always(80));
    set("ping.there", "line", always(525));
    EXPECT_THAT(with(Role::cause), ElementsAre("ping.there bus", "ping.there line"));
}

TEST_F(Cause, IsNotHardwareBehindItThatMovedDifferently) {
    set("ping.there", "bus", always(80));
    set("ping.there", "line", mostly(30, 90)); // it had to wait for its turn
    EXPECT_THAT(with(Role::cause), ElementsAre("ping.there bus"));
}

TEST_F(Cause, IsInBothDirectionsWhenBothHaveIt) {
    set("ping.there", "line", always(525));
    set("ping.back", "line", always(585)); // write to line: bus and device
    set("ping.back", "entry", always(90));
    EXPECT_THAT(with(Role::cause), ElementsAre("ping.there line", "ping.back line"));
    EXPECT_THAT(with(Role::consequence), ElementsAre("ping.back entry"));
}

TEST_F(Cause, IsTheSoftwareOfOneNodeWhereverItRuns) {
    set("ping.there", "entry", always(130)); // a remote at half the speed
    set("ping.there", "wake-up", always(200));
    set("ping.back", "reply", always(400));
    set("ping.back", "entry", always(90)); // Linux, since it comes later
    EXPECT_THAT(with(Role::cause),
                ElementsAre("ping.there entry", "ping.there wake-up", "ping.back reply"));
    EXPECT_THAT(with(Role::consequence), ElementsAre("ping.back entry"));
}

TEST_F(Cause, IsSoughtInTheJourneyBeforeToo) {
    set("ping.there", "line", always(525));
    set("ping.back", "reply", always(210)); // first of its journey, which continues the other
    EXPECT_THAT(with(Role::cause), ElementsAre("ping.there line"));
    EXPECT_THAT(with(Role::consequence), ElementsAre("ping.back reply"));
}

TEST_F(Cause, IsNotAHopOfWhichSomeJourneysMoved) {
    set("ping.back", "wake-up", mostly(200, 1300));
    EXPECT_THAT(with(Role::cause), IsEmpty());
    EXPECT_THAT(with(Role::some_journeys), ElementsAre("ping.back wake-up"));
}

TEST_F(Cause, IsNotAHopThatAnotherSpanCutsIntoItsParts) {
    set("ping.there", "line", always(525));
    set("ping.rtt", "there", always(900));
    EXPECT_THAT(with(Role::cause), ElementsAre("ping.there line"));
    EXPECT_THAT(with(Role::sum), ElementsAre("ping.rtt there"));
}

TEST_F(Cause, IsACoarseHopOfWhichNoOtherSpanSaysMore) {
    before_.spans.resize(1);
    after_.spans.resize(1);
    set("ping.rtt", "there", always(900));
    EXPECT_THAT(with(Role::cause), ElementsAre("ping.rtt there"));
}

TEST_F(Cause, IsFoundWithoutTheStartOfSpansAsWell) {
    for (Figures* figures : {&before_, &after_}) {
        for (SpanFigures& span : figures->spans) {
            span.start.clear();
        }
    }
    set("ping.there", "line", always(525));
    EXPECT_THAT(with(Role::cause), ElementsAre("ping.there line"));
}

} // namespace
} // namespace ampsim::compare

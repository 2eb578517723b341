// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/published.h"

#include "sim/error.h"
#include "tests/unit/measure/sample_result.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace ampsim::measure {
namespace {

PublishedFigure published(const char* figure, const char* value, const char* role = "predicted") {
    return {figure, value, "a paper", role};
}

std::string problem(const PublishedFigure& figure) {
    try {
        check_published(figure, {{"msg.one_way", "a:b", {{"first isr", "c:d"}}}}, {"mu"});
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

TEST(Published, IsHeldAgainstWhatTheRunFound) {
    // Journeys of 100, 200 and 600 ns.
    const BesidePublished mean = beside(published("msg.one_way.mean", "250 ns"), sample_result());
    EXPECT_EQ(mean.found, "300 ns");
    EXPECT_EQ(mean.deviation, 0.2);
    EXPECT_EQ(deviation_text(mean), "+20.0 %");
    const BesidePublished half =
        beside(published("msg.one_way.mean / 2", "0.2 us"), sample_result());
    EXPECT_EQ(half.found, "150 ns");
    EXPECT_EQ(deviation_text(half), "-25.0 %");
    const BesidePublished count =
        beside(published("counters.mu-2.b.interrupts", "7"), sample_result());
    EXPECT_EQ(count.found, "7");
    EXPECT_EQ(deviation_text(count), "+0.0 %");
}

TEST(Published, HasNoDeviationWhereNothingHappened) {
    const BesidePublished never = beside(published("never.mean", "250 ns"), sample_result());
    EXPECT_EQ(never.found, "none: 'never' was never completed");
    EXPECT_EQ(never.deviation, std::nullopt);
    EXPECT_EQ(deviation_text(never), "–");
    EXPECT_THROW(beside(published("counters.nothing", "1"), sample_result()), InputError);
}

TEST(Published, IsCheckedBeforeTheRun) {
    EXPECT_EQ(problem(published("msg.one_way.mean", "250 ns")), "");
    EXPECT_EQ(problem(published("mu.interrupts", "3")), "");
    EXPECT_EQ(problem(published("msg.one_way.mean", "250")),
              "published: 'msg.one_way.mean' is a duration, '250' is a plain number; a duration "
              "needs a unit: ns, us, ms or s");
    EXPECT_EQ(problem(published("msg.one_way.mean", "0 ns")),
              "published: 'msg.one_way.mean': expected more than 0, got '0 ns'");
    EXPECT_NE(problem(published("msg.one_way.mena", "250 ns")), "");
}

TEST(Published, IsATableForPeopleWithItsSourcesOnce) {
    Result result = sample_result();
    EXPECT_EQ(published_text({}, 80, false), "");
    for (const PublishedFigure& figure :
         {published("msg.one_way.mean", "309 ns", "fitted"), published("never.max", "1 us")}) {
        result.published.push_back(beside(figure, result));
    }
    EXPECT_EQ(
        published_text(result.published, 80, false),
        "published\n"
        "  figure            published                               here  deviation\n"
        "  msg.one_way.mean     309 ns                             300 ns     -2.9 %     fitted\n"
        "  never.max              1 us  none: 'never' was never completed          –  predicted\n"
        "  source: a paper\n");
}

TEST(Published, ComesBackFromJson) {
    Result result = sample_result();
    EXPECT_TRUE(read_published(nlohmann::json::parse(to_json(result))).empty());
    result.published = {beside(published("msg.one_way.mean", "309 ns", "fitted"), result),
                        beside(published("never.max", "1 us"), result)};
    const auto back = read_published(nlohmann::json::parse(to_json(result)));
    ASSERT_EQ(back.size(), 2U);
    EXPECT_EQ(published_text(back, 80, false), published_text(result.published, 80, false));
    EXPECT_EQ(back[0].deviation, -0.029126);
    EXPECT_EQ(back[1].published.role, "predicted");
}

} // namespace
} // namespace ampsim::measure

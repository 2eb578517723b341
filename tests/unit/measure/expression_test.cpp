// SPDX-License-Identifier: BSD-3-Clause
#include "sim/error.h"
#include "sim/measure/figures.h"
#include "tests/unit/measure/sample_result.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::measure {
namespace {

using testing::HasSubstr;

/// Spans of 100, 200 and 600 ns; hop "line" 40 and 80 ns, hop "first isr" 60 and 120 ns.
struct Case {
    const char* expression;
    bool holds;
    const char* value;
};

class Holds : public testing::TestWithParam<Case> {};

TEST_P(Holds, AsExpected) {
    const Expectation expectation = evaluate(GetParam().expression, sample_result());
    EXPECT_EQ(expectation.expression, GetParam().expression);
    EXPECT_EQ(expectation.holds, GetParam().holds);
    EXPECT_EQ(expectation.value, GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(Statistics, Holds,
                         testing::Values(Case{"msg.one_way.count == 3", true, "3"},
                                         Case{"msg.one_way.lost == 1", true, "1"},
                                         Case{"msg.one_way.min == 100 ns", true, "100 ns"},
                                         Case{"msg.one_way.p50 == 200ns", true, "200 ns"},
                                         Case{"msg.one_way.mean == 300 ns", true, "300 ns"},
                                         Case{"msg.one_way.p90 == 600 ns", true, "600 ns"},
                                         Case{"msg.one_way.p99 == 0.6 us", true, "600 ns"},
                                         Case{"msg.one_way.p99_9 == 0.6 µs", true, "600 ns"},
                                         Case{"msg.one_way.max == 0.0006 ms", true, "600 ns"},
                                         Case{"msg.one_way.unattributed == 600 ns", true, "600 ns"},
                                         Case{"msg.one_way.hop[line].max == 80 ns", true, "80 ns"},
                                         Case{"msg.one_way.hop[first isr].count == 2", true, "2"},
                                         Case{"counters.linux.accesses == 1234567", true,
                                              "1234567"},
                                         Case{"counters.mu-2.b.interrupts == 7", true, "7"},
                                         Case{"time.max_skew == 1.25 us", true, "1.25 us"},
                                         Case{"time.simulated == 5 us", true, "5 us"}));

INSTANTIATE_TEST_SUITE_P(Comparisons, Holds,
                         testing::Values(Case{"msg.one_way.max < 600 ns", false, "600 ns"},
                                         Case{"msg.one_way.max <= 600 ns", true, "600 ns"},
                                         Case{"msg.one_way.max > 600 ns", false, "600 ns"},
                                         Case{"msg.one_way.max >= 600 ns", true, "600 ns"},
                                         Case{"msg.one_way.max != 600 ns", false, "600 ns"},
                                         Case{"1 s > msg.one_way.max", true, "1 s"}));

INSTANTIATE_TEST_SUITE_P(
    Arithmetic, Holds,
    testing::Values(Case{"1 + 2 * 3 == 7", true, "7"}, Case{"(1 + 2) * 3 == 9", true, "9"},
                    Case{"8 / 4 / 2 == 1", true, "1"}, Case{"5 - 3 - 1 == 1", true, "1"},
                    Case{"-(2 - 5) == 3", true, "3"}, Case{"2 * -3 == 1 - 7", true, "-6"},
                    Case{"msg.one_way.p50 / msg.one_way.max < 0.7", true, "0.333333"},
                    Case{"msg.one_way.max - msg.one_way.min == 500 ns", true, "500 ns"},
                    Case{"msg.one_way.max-msg.one_way.min == 500 ns", true, "500 ns"},
                    Case{"counters.mu-2.b.interrupts-7 == 0", true, "0"},
                    Case{"2 * msg.one_way.p50 + 60.3 us == 60700 ns", true, "60.7 us"},
                    Case{"1 / (2 us) * 4 us == 2", true, "2"},
                    Case{"4 us * 500 kHz == 2", true, "2"},
                    Case{"1 / 2 us == 0.5 MHz", true, "0.0005 ns^-1"},
                    Case{"64 KiB / 2 == 32768 B", true, "32768"}));

INSTANTIATE_TEST_SUITE_P(CountersByTheirOwnName, Holds,
                         testing::Values(Case{"linux.accesses == 1234567", true, "1234567"},
                                         Case{"mu-2.b.interrupts-7 == 0", true, "0"}));

INSTANTIATE_TEST_SUITE_P(
    NothingMeasured, Holds,
    testing::Values(
        Case{"never.count == 0", true, "0"},
        Case{"never.p99 < 1 s", false, "none: 'never' was never completed"},
        Case{"never.p99 >= 0 ns", false, "none: 'never' was never completed"},
        Case{"never.p50 / msg.one_way.p50 < 9", false, "none: 'never' was never completed"},
        Case{"never.hop[end].max < 1 s", false, "none: hop 'end' of 'never' was never seen"},
        Case{"1 / never.count < 5", false, "none: division by zero"}));

std::string message_of(const std::string& expression) {
    try {
        evaluate(expression, sample_result());
    } catch (const InputError& error) {
        return error.what();
    }
    return "no error";
}

TEST(ExpressionError, PointsAtAMisspeltNameAndSuggests) {
    EXPECT_EQ(
        message_of("2 * msg.on_way.p99 < 60 us"),
        "expectation, column 5: unknown name 'msg.on_way.p99'; did you mean 'msg.one_way.p99'?\n"
        "  2 * msg.on_way.p99 < 60 us\n"
        "      ^");
}

TEST(ExpressionError, SaysWhatNamesLookLikeWhenNothingIsNear) {
    EXPECT_THAT(message_of("latency < 60 us"), HasSubstr("names are SPAN.STATISTIC"));
}

TEST(ExpressionError, CountsColumnsInCharacters) {
    EXPECT_EQ(message_of("1 µs < 2 µs < 3 µs"),
              "expectation, column 13: the expression should end here\n"
              "  1 µs < 2 µs < 3 µs\n"
              "              ^");
}

TEST(ExpressionError, AsksForAUnit) {
    EXPECT_THAT(message_of("msg.one_way.p99 < 60"),
                HasSubstr("durations need a unit: ns, us, ms or s"));
    EXPECT_THAT(message_of("msg.one_way.p99 + 1 < 60 us"),
                HasSubstr("cannot add a duration with a plain number"));
    EXPECT_THAT(message_of("msg.one_way.p99 < 60 parsec"),
                HasSubstr("column 22: unknown unit 'parsec'"));
}

TEST(ExpressionError, NamesWhatIsMissing) {
    EXPECT_THAT(message_of("msg.one_way.p99"), HasSubstr("expected a comparison"));
    EXPECT_THAT(message_of("msg.one_way.p99 <"), HasSubstr("expected a value, found the end"));
    EXPECT_THAT(message_of(""), HasSubstr("expected a value, found the end"));
    EXPECT_THAT(message_of("(1 + 2 < 3"), HasSubstr("expected ')'"));
    EXPECT_THAT(message_of("§ < 3"), HasSubstr("expected a value, found '§'"));
    EXPECT_THAT(message_of("msg.one_way.hop[line.p99 < 1 us"), HasSubstr("is not closed"));
    EXPECT_THAT(message_of("99999999999999999999 > 1"), HasSubstr("too many digits"));
}

TEST(ExpressionError, EndsBottomlessNesting) {
    EXPECT_THAT(message_of(std::string(100'000, '(')), HasSubstr("nested too deeply"));
    EXPECT_THAT(message_of(std::string(100'000, '-')), HasSubstr("nested too deeply"));
}

TEST(Figure, IsANumberWithItsDimension) {
    const Figures figures = figures_of(sample_result());
    const Figure ratio = evaluate_figure("msg.one_way.p50 / msg.one_way.max", figures);
    EXPECT_DOUBLE_EQ(ratio.number, 1. / 3);
    EXPECT_EQ(ratio.dimension, 0);
    EXPECT_EQ(evaluate_figure("2 * msg.one_way.p50", figures).number, 400);
    EXPECT_EQ(evaluate_figure("2 * linux.accesses", figures).number, 2469134);
    EXPECT_EQ(evaluate_figure("never.p99", figures).nothing, "none: 'never' was never completed");
    EXPECT_THROW(evaluate_figure("msg.one_way.p50 < 3 us", figures), InputError);
    EXPECT_EQ(check_figure("net0.traps.total / 1 s", {}, {"net0"}), -1);
    EXPECT_THROW(check_figure("msg.on_way.p50", {}), InputError);
}

TEST(CheckExpectation, FindsMistakesBeforeARun) {
    const std::vector<SpanDefinition> spans{
        {"rpmsg.rtt", "linux:send", {{"all", "linux:received"}}}};
    EXPECT_NO_THROW(check_expectation("rpmsg.rtt.p99 < 60 us", spans));
    EXPECT_NO_THROW(check_expectation("rpmsg.rtt.hop[all].p99 / "
                                      "rpmsg.rtt.p50 < 0.5",
                                      spans));
    EXPECT_NO_THROW(check_expectation("counters.any-thing.at.all > 0", spans));
    EXPECT_NO_THROW(check_expectation("net0.traps.total == 0", spans, {"linux", "net0"}));
    EXPECT_THROW(check_expectation("net1.traps.total == 0", spans, {"linux", "net0"}), InputError);
    EXPECT_THROW(check_expectation("rpmsg.rt.p99 < 60 us", spans), InputError);
    EXPECT_THROW(check_expectation("rpmsg.rtt.hop[none].p99 < 60 us", spans), InputError);
    EXPECT_THROW(check_expectation("counters.any < 60 us", spans), InputError);
    EXPECT_THROW(check_expectation("rpmsg.rtt.p99 <", spans), InputError);
}

} // namespace
} // namespace ampsim::measure

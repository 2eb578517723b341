// SPDX-License-Identifier: BSD-3-Clause
#include "sim/compare/comparison_files.h"
#include "tests/unit/compare/sample_figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::compare {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

Comparison slower_mailbox() {
    Figures after = sample_figures();
    hop_of(after, "ping.there", "line").statistics = always(525);
    hop_of(after, "ping.there", "entry").statistics = mostly(70, 80);
    hop_of(after, "ping.back", "wake-up").statistics = mostly(200, 1400);
    return compare(sample_figures(), after, {});
}

TEST(ComparisonText, SaysThatThereIsNoDifference) {
    const std::string text = to_text(compare(sample_figures(), sample_figures(), {}), {});
    EXPECT_THAT(text, HasSubstr("✓ no difference: 116 figures are equal, and so are the traces"));
}

TEST(ComparisonText, NamesTheCauseAndNothingElse) {
    const std::string text = to_text(slower_mailbox(), {});
    EXPECT_THAT(text, AllOf(HasSubstr("moved of itself\n  ✗  ping.there  line  p50  25 ns  →  "
                                      "525 ns  +500 ns  +2000.0 %  every figure alike\n"),
                            HasSubstr("1 hop behind moved"), HasSubstr("1 hop moved in some"),
                            HasSubstr("✗ moved of itself: ping.there [line] +500 ns (")));
    EXPECT_THAT(text, Not(HasSubstr("entry")));
    EXPECT_THAT(text, Not(HasSubstr("wake-up")));
}

TEST(ComparisonText, NamesTheRestWhenAsked) {
    EXPECT_THAT(to_text(slower_mailbox(), {false, true}),
                AllOf(HasSubstr("entry"), HasSubstr("wake-up"), HasSubstr("p99_9"),
                      HasSubstr("900 ns  →  1.4 us")));
}

TEST(ComparisonText, SaysWhatIsNotCertain) {
    Figures before = sample_figures();
    before.late_ns = 1000;
    Figures after = sample_figures();
    hop_of(after, "ping.there", "line").statistics = always(525);
    EXPECT_THAT(to_text(compare(before, after, {}), {false, true}),
                AllOf(HasSubstr("uncertainty: what is done to a node takes effect up to 1 us late"),
                      HasSubstr("  ~  ping.there")));
    after.not_reproducible = {{"console0", "pty"}};
    EXPECT_THAT(to_text(compare(before, after, {}), {}),
                HasSubstr("not reproducible: pty of console0"));
}

TEST(ComparisonText, ColoursTheVerdictOnlyWhenAsked) {
    EXPECT_THAT(to_text(slower_mailbox(), {}), Not(HasSubstr("\x1b")));
    EXPECT_THAT(to_text(slower_mailbox(), {true, false}), HasSubstr("\x1b[31m✗ \x1b[0m"));
}

} // namespace
} // namespace ampsim::compare

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/compare/figures.h"

#include "sim/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::compare {
namespace {

using ::testing::HasSubstr;

constexpr const char* result = R"({
  "ampsim": "0.1.0", "scenario": "s", "platform": "p", "trace_sha256": "abc",
  "links": [{"node": "linux", "max_skew_ns": 100}, {"node": "rtos", "max_skew_ns": 250}],
  "not_reproducible": {"console0": "pty"},
  "failure": "a panic",
  "spans": [{
    "name": "msg", "start": "linux:send", "count": 2, "min_ns": 1, "mean_ns": 2, "p50_ns": 3,
    "p90_ns": 4, "p99_ns": 5, "p99_9_ns": 6, "max_ns": 7, "total_ns": 10, "lost": 1,
    "hops": [{"name": "line", "event": "rise:mu.b", "count": 0, "min_ns": null, "mean_ns": null,
              "p50_ns": null, "p90_ns": null, "p99_ns": null, "p99_9_ns": null, "max_ns": null}]}],
  "counters": {"mu.a.reads": 12}
})";

constexpr const char* manifest = R"({
  "platform": "p", "set": ["count=5", "platform.mu.x=1", "platform.mu.x=2"],
  "parameters": {"count": "5"}, "versions": {"ampsim": "0.1.0"},
  "inputs": {"/somewhere/linux/a.ko": "11", "/somewhere/rtos/a.ko": "22", "/etc/b": "33"}
})";

TEST(Figures, AreReadFromAResult) {
    const Figures figures = parse_figures("result.json", result, manifest);
    EXPECT_FALSE(figures.is_baseline);
    EXPECT_EQ(figures.scenario, "s");
    EXPECT_EQ(figures.trace_sha256, "abc");
    EXPECT_EQ(figures.late_ns, 250);
    EXPECT_EQ(figures.not_reproducible.at("console0"), "pty");
    EXPECT_EQ(figures.failure, "a panic");
    ASSERT_EQ(figures.spans.size(), 1U);
    EXPECT_EQ(figures.spans[0].start, "linux:send");
    EXPECT_EQ(figures.spans[0].lost, 1U);
    EXPECT_EQ(figures.spans[0].statistics.durations[p50], 3);
    ASSERT_EQ(figures.spans[0].hops.size(), 1U);
    EXPECT_EQ(figures.spans[0].hops[0].event, "rise:mu.b");
    EXPECT_FALSE(figures.spans[0].hops[0].statistics.durations[p50].has_value());
    EXPECT_EQ(figures.counters.at("mu.a.reads"), 12U);
}

TEST(Figures, KnowWhatTheRunWasMadeFrom) {
    const Inputs expected{{{"platform", "name"}, "p"},    {{"set", "platform.mu.x"}, "2"},
                          {{"parameter", "count"}, "5"},  {{"version", "ampsim"}, "0.1.0"},
                          {{"file", "linux/a.ko"}, "11"}, {{"file", "rtos/a.ko"}, "22"},
                          {{"file", "b"}, "33"}};
    EXPECT_EQ(parse_figures("result.json", result, manifest).inputs, expected);
    EXPECT_TRUE(parse_figures("result.json", result, "").inputs.empty());
}

TEST(Figures, NameFilesAsShortlyAsCanBe) {
    EXPECT_EQ(short_names({{"a", "1"}, {"/x/a", "2"}, {"/y/b", "3"}, {"/z/y/b", "4"}}),
              (std::map<std::string, std::string>{
                  {"a", "1"}, {"x/a", "2"}, {"/y/b", "3"}, {"z/y/b", "4"}}));
}

struct BadFile {
    std::string text;
    std::string error;
};

class BadFigures : public ::testing::TestWithParam<BadFile> {};

TEST_P(BadFigures, AreNamed) {
    try {
        parse_figures("x.json", GetParam().text, "");
        FAIL() << "it was taken";
    } catch (const InputError& error) {
        EXPECT_THAT(error.what(), HasSubstr("x.json: " + GetParam().error));
    }
}

INSTANTIATE_TEST_SUITE_P(
    All, BadFigures,
    ::testing::Values(
        BadFile{"", "not a JSON object; expected the directory of a run, a result.json or"},
        BadFile{"[1]", "not a JSON object"}, BadFile{"{}", "'scenario' is missing"},
        BadFile{R"({"format": "ampsim-sweep 1"})", "its format is 'ampsim-sweep 1'"},
        BadFile{R"({"scenario": 1})", "scenario: expected a text"},
        BadFile{R"({"scenario": "", "platform": "", "trace_sha256": "", "spans": {}})",
                "spans: expected an array"},
        BadFile{R"({"scenario": "", "platform": "", "trace_sha256": "", "spans": [5]})",
                "spans[0]: 'name' is missing"},
        BadFile{R"({"scenario": "", "platform": "", "trace_sha256": "", "spans": [],
                    "counters": {"a": -1}})",
                "counters.a: expected a whole number"}));

TEST(Figures, SayWhenThereIsNoFile) {
    EXPECT_THROW(read_figures("/nowhere/at/all"), InputError);
    EXPECT_THROW(read_figures("/"), InputError); // a directory without a result.json
}

} // namespace
} // namespace ampsim::compare

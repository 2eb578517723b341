// SPDX-License-Identifier: BSD-3-Clause
#include "sim/compare/baseline.h"

#include "sim/compare/comparison.h"
#include "sim/error.h"
#include "tests/unit/compare/sample_figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace ampsim::compare {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Figures sample_run() {
    Figures figures = sample_figures();
    figures.counters = {{"mu.a.reads", 7}, {"mu.a.writes", 9}, {"grants", 12}};
    figures.inputs = {{{"set", "platform.mu.signal-latency-ns"}, "25"},
                      {{"then", "platform.mu.signal-latency-ns"}, "50"},
                      {{"parameter", "count"}, "100"},
                      {{"platform", "name"}, "board"},
                      {{"version", "ampsim"}, "0.1.0"},
                      {{"file", "rtos/remote.elf"}, std::string(64, '1')}};
    return figures;
}

TEST(Baseline, HoldsTheRunItWasMadeFrom) {
    Figures run = sample_run();
    run.late_ns = 30;
    run.not_reproducible = {{"console0", "pty"}};
    const Figures read = parse_figures("x.baseline.json", to_baseline(run, {"mu.a.*"}), "");
    EXPECT_TRUE(read.is_baseline);
    EXPECT_EQ(read.late_ns, 30);
    EXPECT_EQ(read.not_reproducible, run.not_reproducible);
    EXPECT_EQ(read.inputs, run.inputs);
    const Comparison comparison = compare(read, run, {});
    EXPECT_FALSE(comparison.beyond());
    EXPECT_TRUE(comparison.parts.empty());
    EXPECT_EQ(comparison.same, 14U * 8 + 3 + 2);
}

TEST(Baseline, HasALineForEachHop) {
    const std::string text = to_baseline(sample_run(), {});
    EXPECT_THAT(text, HasSubstr("\n  {\"name\":\"line\",\"event\":\"rise:mu.b\",\"count\":100,"
                                "\"min_ns\":25,\"mean_ns\":25,\"p50_ns\":25,\"p90_ns\":25,"
                                "\"p99_ns\":25,\"p99_9_ns\":25,\"max_ns\":25},\n"));
    EXPECT_THAT(text, Not(HasSubstr("counters")));
}

TEST(Baseline, GuardsOnlyTheCountersThatAreAskedFor) {
    const auto counters = [](const std::vector<std::string>& wanted) {
        return nlohmann::json::parse(to_baseline(sample_run(), wanted))
            .value("counters", nlohmann::json());
    };
    EXPECT_EQ(counters({"mu.a.*"}), (nlohmann::json{{"mu.a.reads", 7}, {"mu.a.writes", 9}}));
    EXPECT_EQ(counters({"grants"}), (nlohmann::json{{"grants", 12}}));
    try {
        counters({"mu.a.read"});
        FAIL() << "it was taken";
    } catch (const InputError& error) {
        EXPECT_THAT(error.what(), HasSubstr("--counter mu.a.read: the run has no such counter; did "
                                            "you mean 'mu.a.reads'?"));
    }
}

TEST(Baseline, WantsAWholeRun) {
    Figures run = sample_run();
    run.failure = "linux panicked";
    EXPECT_THROW(to_baseline(run, {}), InputError);
}

} // namespace
} // namespace ampsim::compare

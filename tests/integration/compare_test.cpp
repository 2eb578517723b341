// SPDX-License-Identifier: BSD-3-Clause
//
// Real guests, compared: equal runs have no difference; of a slower mailbox the mailbox is named
// and nothing else; a baseline guards a run.
#include "tests/integration/run_ampsim.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

namespace ampsim::integration {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;
using testing::UnorderedElementsAre;
namespace fs = std::filesystem;

class Compare : public testing::Test {
protected:
    static std::unique_ptr<AmpsimRun> ping(const std::vector<std::string>& more_sets = {}) {
        std::vector<std::string> sets{"count=100"};
        sets.insert(sets.end(), more_sets.begin(), more_sets.end());
        return std::make_unique<AmpsimRun>(source_file("scenarios/rpmsg-ping.toml"), sets);
    }
    static void SetUpTestSuite() {
        directory_ = std::make_unique<Directory>();
        one_ = ping();
        other_ = ping();
        slower_ = ping({"platform.mu.signal-latency-ns=525"}); // 25 + 500
    }
    static void TearDownTestSuite() {
        one_.reset();
        other_.reset();
        slower_.reset();
        directory_.reset();
    }
    void SetUp() override {
        for (const AmpsimRun* run : {one_.get(), other_.get(), slower_.get()}) {
            ASSERT_EQ(run->exit_status(), 0) << *run;
        }
    }

    static Finished compare(const AmpsimRun& a, const AmpsimRun& b,
                            const std::vector<std::string>& flags = {}) {
        std::vector<std::string> arguments{"compare", a.file(""), b.file("")};
        arguments.insert(arguments.end(), flags.begin(), flags.end());
        return Process(ampsim(arguments), *directory_).wait();
    }

    static std::unique_ptr<Directory> directory_;
    static std::unique_ptr<AmpsimRun> one_;
    static std::unique_ptr<AmpsimRun> other_;
    static std::unique_ptr<AmpsimRun> slower_;
};

std::unique_ptr<Directory> Compare::directory_;
std::unique_ptr<AmpsimRun> Compare::one_;
std::unique_ptr<AmpsimRun> Compare::other_;
std::unique_ptr<AmpsimRun> Compare::slower_;

TEST_F(Compare, TwoRunsOfOneScenarioHaveNoDifference) {
    const Finished compared = compare(*one_, *other_);
    EXPECT_EQ(compared.exit_status, 0) << compared.out << compared.err;
    EXPECT_THAT(compared.out, HasSubstr("no difference"));
    EXPECT_THAT(compared.out, HasSubstr("so are the traces, event for event"));
}

TEST_F(Compare, ASlowerMailboxIsNamedAndNothingElse) {
    const std::string file = directory_->file("comparison.json");
    const Finished compared = compare(*one_, *slower_, {"--json", file});
    EXPECT_EQ(compared.exit_status, 1) << compared.err;
    const json comparison = json::parse(content_of(file));
    std::vector<std::string> causes;
    for (const json& moved : comparison.at("moved")) {
        if (moved.at("cause") == true && moved.at("statistic") == "p50") {
            EXPECT_EQ(moved.at("change_ns"), 500);
            causes.push_back(moved.at("span").get<std::string>() + ": " +
                             moved.at("hop").get<std::string>());
        }
    }
    // The mailbox's own latency, from the arrival of a word to the other side's line; both ways.
    EXPECT_THAT(causes, UnorderedElementsAre("rpmsg.linux_to_rtos: interrupt line",
                                             "rpmsg.rtos_to_linux: interrupt line"));
    for (const char* hop : {"first instruction", "work queue", "reader woken", "application"}) {
        EXPECT_THAT(compared.out, Not(HasSubstr(hop)));
    }
    EXPECT_THAT(compared.out, HasSubstr("platform.mu.signal-latency-ns"));
}

TEST_F(Compare, ABaselineGuardsARun) {
    const std::string baseline = directory_->file("baseline.json");
    ASSERT_EQ(Process(ampsim({"baseline", one_->file(""), "-o", baseline, "--counter", "mu.a.*"}),
                      *directory_)
                  .wait()
                  .exit_status,
              0);
    EXPECT_THAT(content_of(baseline), Not(HasSubstr("wall")));
    EXPECT_THAT(content_of(baseline), Not(HasSubstr(directory_->path().string())));
    const auto held = [&](const AmpsimRun& run, const char* tolerance) {
        return Process(ampsim({"compare", baseline, run.file(""), "--tolerance", tolerance}),
                       *directory_)
            .wait()
            .exit_status;
    };
    EXPECT_EQ(held(*other_, "0"), 0);
    EXPECT_EQ(held(*slower_, "2%"), 1);
}

/// A restored run replays the hub from its begin, so it has the waveform of all of it.
TEST_F(Compare, AWaveformIsTheSameFromASnapshot) {
    const auto traced = [&] {
        return std::make_unique<AmpsimRun>(
            source_file("scenarios/rpmsg-ping.toml"),
            std::vector<std::string>{"count=10", R"(trace.wires=["mu.b", "mu.a", "src.run"])"},
            Process::Environment{},
            std::vector<std::string>{"--snapshots", directory_->file("snapshots")});
    };
    const auto saved = traced();
    const auto restored = traced();
    ASSERT_EQ(saved->exit_status(), 0) << *saved;
    ASSERT_EQ(restored->exit_status(), 0) << *restored;
    EXPECT_EQ(restored->manifest().at("snapshot").at("use"), "restored");
    const std::string waveform = content_of(saved->file("wires.vcd"));
    EXPECT_GT(waveform.size(), 500U);
    EXPECT_EQ(content_of(restored->file("wires.vcd")), waveform);
}

} // namespace
} // namespace ampsim::integration

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/sweep/runner.h"
#include "tests/unit/sweep/results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace ampsim::sweep {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Ends one task for each poll, and leaves the result that the test wants.
class ScriptedExecutor : public Executor {
public:
    void submit(const std::vector<Task>& tasks) override {
        std::vector<std::string> keys;
        for (const Task& task : tasks) {
            keys.push_back(task.key);
            waiting.push_back(task);
        }
        submitted.push_back(keys);
    }
    std::vector<Ended> poll() override {
        if (waiting.empty()) {
            return {};
        }
        const Task task = waiting.front();
        waiting.erase(waiting.begin());
        if (without_result.count(task.key) == 0) {
            write_result(std::filesystem::path(task.result).parent_path(),
                         failing.count(task.key) == 0 ? "" : "linux: a guest panicked");
        }
        return {{task.key, "exited with status 0"}};
    }
    std::size_t running() const override { return waiting.size(); }
    void cancel() override { waiting.clear(); }

    std::vector<std::vector<std::string>> submitted;
    std::vector<Task> waiting;
    std::set<std::string> without_result;
    std::set<std::string> failing;
};

class Running : public testing::Test {
protected:
    Point point(const std::string& key, const std::string& snapshot = "") const {
        Point made;
        made.key = key;
        made.snapshot = snapshot;
        made.directory = std::filesystem::path(directory.path()) / key;
        return made;
    }
    Surroundings surroundings() {
        Surroundings made;
        made.command = [](const Point&) {
            return std::vector<std::string>{"true"};
        };
        made.has_snapshot = [this](const Point& of) {
            return snapshots.count(of.snapshot) != 0;
        };
        made.progress = [this](const Progress& now) {
            progress = now;
        };
        made.finished = [this](const Point& of, const Outcome& outcome) {
            finished.push_back(of.key + (outcome.done() ? "" : " failed"));
            if (outcome.done()) {
                snapshots.insert(of.snapshot);
            }
        };
        made.interrupted = [this] {
            return interrupted;
        };
        return made;
    }

    TemporaryDirectory directory;
    ScriptedExecutor executor;
    std::set<std::string> snapshots;
    std::vector<std::string> finished;
    Progress progress;
    bool interrupted = false;
};

TEST_F(Running, PointsThatBootAreSubmittedTogether) {
    Runner runner(executor, surroundings());
    EXPECT_TRUE(runner.run({point("a"), point("b"), point("c")}));
    EXPECT_THAT(executor.submitted, ElementsAre(ElementsAre("a", "b", "c")));
    EXPECT_TRUE(runner.outcome(point("b")).done());
    EXPECT_EQ(runner.found(), 0U);
}

TEST_F(Running, TheFirstOneMakesTheSnapshotAndTheOthersWait) {
    Runner runner(executor, surroundings());
    EXPECT_TRUE(runner.run(
        {point("a", "x"), point("b", "x"), point("c", "x"), point("d", "y"), point("e", "y")}));
    EXPECT_THAT(executor.submitted, ElementsAre(ElementsAre("a"), ElementsAre("d"),
                                                ElementsAre("b", "c"), ElementsAre("e")));
}

TEST_F(Running, NobodyWaitsForASnapshotThatIsThere) {
    snapshots.insert("x");
    Runner runner(executor, surroundings());
    EXPECT_TRUE(runner.run({point("a", "x"), point("b", "x")}));
    EXPECT_THAT(executor.submitted, ElementsAre(ElementsAre("a", "b")));
}

TEST_F(Running, WhenTheFirstFailsTheNextOneMakesTheSnapshot) {
    executor.failing = {"a"};
    Runner runner(executor, surroundings());
    EXPECT_TRUE(runner.run({point("a", "x"), point("b", "x"), point("c", "x"), point("d", "x")}));
    EXPECT_THAT(executor.submitted,
                ElementsAre(ElementsAre("a"), ElementsAre("b"), ElementsAre("c", "d")));
    EXPECT_THAT(finished, ElementsAre("a failed", "b", "c", "d"));
    EXPECT_EQ(runner.outcome(point("a")).failure, "linux: a guest panicked");
}

TEST_F(Running, WhatHasAResultIsNotRunAgain) {
    write_result(point("b").directory);
    Runner runner(executor, surroundings());
    EXPECT_TRUE(runner.run({point("a"), point("b")}));
    EXPECT_THAT(executor.submitted, ElementsAre(ElementsAre("a")));
    EXPECT_EQ(runner.found(), 1U);
}

TEST_F(Running, WhatFailedOrIsHalfWrittenIsRunAgain) {
    write_result(point("a").directory, "interrupted");
    write_text(point("b").directory / "result.json", R"({"trace_sha256": "00)");
    write_text(point("c").directory / "result.json", "");
    Runner runner(executor, surroundings());
    EXPECT_TRUE(runner.run({point("a"), point("b"), point("c")}));
    EXPECT_THAT(executor.submitted, ElementsAre(ElementsAre("a", "b", "c")));
    EXPECT_TRUE(runner.outcome(point("a")).done());
}

TEST_F(Running, ThePointOfTwoNamesIsRunOnce) {
    Runner runner(executor, surroundings());
    EXPECT_TRUE(runner.run({point("a"), point("a")}));
    EXPECT_TRUE(runner.run({point("a"), point("b")}));
    EXPECT_THAT(executor.submitted, ElementsAre(ElementsAre("a"), ElementsAre("b")));
}

TEST_F(Running, ARunWithoutAResultSaysItsFirstError) {
    executor.without_result = {"a", "b"};
    write_text(point("a").directory / "run.log",
               "a line\nampsim: error: there is no file x\nampsim: error: another\n");
    Runner runner(executor, surroundings());
    EXPECT_TRUE(runner.run({point("a"), point("b")}));
    EXPECT_EQ(runner.outcome(point("a")).failure, "there is no file x");
    EXPECT_EQ(runner.outcome(point("b")).failure, "exited with status 0");
}

TEST_F(Running, AnInterruptionEndsWhatRuns) {
    interrupted = true;
    Runner runner(executor, surroundings());
    EXPECT_FALSE(runner.run({point("a"), point("b"), point("c")}));
    EXPECT_THAT(executor.waiting, IsEmpty());
    EXPECT_THAT(finished, ElementsAre("a"));
}

} // namespace
} // namespace ampsim::sweep

// SPDX-License-Identifier: BSD-3-Clause
#include "sim/error.h"
#include "sim/node/file.h"
#include "sim/sweep/directory_lock.h"
#include "sim/sweep/local_executor.h"
#include "sim/sweep/slurm_queue.h"
#include "tests/unit/sweep/results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <map>
#include <thread>
#include <unistd.h>

namespace ampsim::sweep {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

class LocalExecution : public testing::Test {
protected:
    Task task(const std::string& key, const std::string& script) const {
        return {key,
                {"/bin/sh", "-c", script},
                directory_.file(key + ".log"),
                directory_.file(key + ".json")};
    }
    std::string log(const std::string& key) const {
        return node::content_of(directory_.file(key + ".log"));
    }
    static std::map<std::string, std::string> all_of(Executor& executor, std::size_t count) {
        std::map<std::string, std::string> ended;
        for (int patience = 2000; ended.size() < count && patience > 0; --patience) {
            for (const Ended& each : executor.poll()) {
                ended[each.key] = each.how;
            }
            std::this_thread::sleep_for(5ms);
        }
        return ended;
    }

    TemporaryDirectory directory_;
};

TEST_F(LocalExecution, EveryTaskHasACpuOfItsOwn) {
    LocalExecutor executor(2, {3, 5, 7});
    executor.submit({task("a", "echo $0 $1; sleep 0.2"), task("b", "echo $0 $1; sleep 0.2")});
    EXPECT_EQ(executor.running(), 2U);
    EXPECT_EQ(all_of(executor, 2).size(), 2U);
    EXPECT_EQ(executor.running(), 0U);
    EXPECT_THAT((std::vector<std::string>{log("a"), log("b")}),
                UnorderedElementsAre("--cpu 7\n", "--cpu 5\n"));
}

TEST_F(LocalExecution, MoreJobsThanCpusAreNotPinned) {
    LocalExecutor executor(2, {3});
    executor.submit({task("a", "echo $0 $1")});
    all_of(executor, 1);
    EXPECT_EQ(log("a"), "--cpu none\n");
}

TEST_F(LocalExecution, SaysHowEachEndedAndStartsTheNext) {
    LocalExecutor executor(1, {0});
    executor.submit({task("a", "exit 3"), task("b", "kill -KILL $$"), task("c", "exit 0")});
    EXPECT_EQ(executor.running(), 1U);
    EXPECT_EQ(all_of(executor, 3),
              (std::map<std::string, std::string>{{"a", "exited with status 3"},
                                                  {"b", "was killed by signal 9 (Killed)"},
                                                  {"c", "exited with status 0"}}));
}

TEST_F(LocalExecution, AResultOfAnEarlierRunIsNotTakenForItsOwn) {
    write_text(directory_.file("a.json"), "{}");
    LocalExecutor executor(1, {0});
    executor.submit({task("a", "exit 2")});
    all_of(executor, 1);
    EXPECT_FALSE(std::filesystem::exists(directory_.file("a.json")));
}

TEST_F(LocalExecution, CancelledTasksEndInOrder) {
    LocalExecutor executor(1, {0});
    executor.submit(
        {task("a", "trap 'echo in order; exit 0' TERM; echo up; while :; do sleep 0.01; done"),
         task("b", "echo never")});
    while (log("a").empty()) {
        std::this_thread::sleep_for(2ms);
    }
    executor.cancel();
    EXPECT_EQ(executor.running(), 0U);
    EXPECT_EQ(log("a"), "up\nin order\n");
    EXPECT_FALSE(std::filesystem::exists(directory_.file("b.log")));
}

TEST(Lock, OneSweepAtATimeInADirectory) {
    const TemporaryDirectory directory;
    const std::filesystem::path inside = directory.file("made/when/needed");
    {
        const DirectoryLock lock(inside);
        try {
            const DirectoryLock second(inside);
            ADD_FAILURE() << "both have it";
        } catch (const InputError& error) {
            EXPECT_THAT(error.what(), HasSubstr("another sweep works in " + inside.string() +
                                                ": process " + std::to_string(getpid())));
        }
    }
    const DirectoryLock again(inside);
}

TEST(Lock, ADirectoryThatCannotBeIsAnError) {
    const TemporaryDirectory directory;
    write_text(directory.file("file"), "");
    EXPECT_THROW(DirectoryLock(directory.file("file/inside")), InputError);
}

TEST(SlurmQueue, ReadsLinesOfSqueue) {
    const auto running = parse_squeue_line("7|12|RUNNING|/a b/slurm/task /a b/slurm/1.tasks");
    ASSERT_TRUE(running);
    EXPECT_EQ(running->job, "7");
    EXPECT_EQ(running->index, 12U);
    EXPECT_TRUE(running->runs);
    EXPECT_EQ(running->command, "/a b/slurm/task /a b/slurm/1.tasks");
    EXPECT_FALSE(parse_squeue_line("7|12|PENDING|x|y")->runs);
    EXPECT_EQ(parse_squeue_line("7|12|PENDING|x|y")->command, "x|y");
    EXPECT_FALSE(parse_squeue_line("8|N/A|RUNNING|/bin/other"));
    EXPECT_FALSE(parse_squeue_line("8|1"));
    EXPECT_FALSE(parse_squeue_line(""));
}

} // namespace
} // namespace ampsim::sweep

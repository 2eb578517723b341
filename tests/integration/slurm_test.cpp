// SPDX-License-Identifier: BSD-3-Clause
//
// Sweeps as job arrays of a real Slurm.
#include "tests/integration/slurm_cluster.h"
#include "tests/integration/sweep_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

namespace ampsim::integration {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class Slurm : public testing::Test {
protected:
    static void SetUpTestSuite() { cluster_ = std::make_unique<SlurmCluster>(4); }
    static void TearDownTestSuite() { cluster_.reset(); }

    static std::unique_ptr<SweepRun> sweep(const Arguments& arguments, std::string out = "") {
        return std::make_unique<SweepRun>(Arguments{"--executor", "slurm"} + arguments,
                                          cluster_->environment(), std::move(out));
    }
    static bool queue_is_empty_soon() {
        for (int patience = 300; patience > 0; --patience) {
            if (cluster_->queue().empty()) {
                return true;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds{100});
        }
        return false;
    }
    static bool something_runs_soon() {
        for (int patience = 300; patience > 0; --patience) {
            if (cluster_->queue().find("RUNNING") != std::string::npos) {
                return true;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds{100});
        }
        return false;
    }

    static inline std::unique_ptr<SlurmCluster> cluster_;
};

const Arguments grid{"--set",     "count=20", "--axis",
                     "size=1,64", "--axis",   "platform.mu.signal-latency-ns=25ns..2us:3:log"};
/// Two points that take minutes.
const Arguments endless{
    "--axis", "count=10000000,20000000", "--set", "trace.keep=false", "--set", "spans=[]",
    "--set",  "expectations=[]"};

TEST_F(Slurm, FindsWhatThisHostFinds) {
    SweepRun here(grid);
    ASSERT_EQ(here.finish().exit_status, 0) << here.finish().err;
    const auto there = sweep(grid);
    ASSERT_EQ(there->finish().exit_status, 0) << there->finish().err;
    EXPECT_EQ(there->json_text(), here.json_text());
    EXPECT_EQ(there->csv(), here.csv());
    EXPECT_THAT(there->finish().out, HasSubstr("6 points; results: "));
    EXPECT_TRUE(queue_is_empty_soon());

    const auto again = sweep(grid, there->out());
    ASSERT_EQ(again->finish().exit_status, 0) << again->finish().err;
    EXPECT_THAT(again->finish().out, HasSubstr("6 points, 6 of them from before"));
}

TEST_F(Slurm, APointThatFailsIsNamed) {
    const auto run = sweep({"--axis", "count=20,100000", "--set", "end.virtual_timeout=10ms"});
    EXPECT_EQ(run->finish().exit_status, 3);
    EXPECT_THAT(run->finish().err, HasSubstr("ampsim: error: count=100000 failed: "));
    EXPECT_EQ(run->json().at("points")[0].at("status"), "done");
    EXPECT_EQ(run->json().at("points")[1].at("status"), "failed");
}

TEST_F(Slurm, CtrlCTakesItsTasksOutOfTheQueue) {
    const auto run = sweep(endless);
    ASSERT_TRUE(something_runs_soon()) << run->error_output();
    run->send(SIGINT);
    EXPECT_EQ(run->finish().exit_status, 3);
    EXPECT_THAT(run->finish().err, HasSubstr("interrupted"));
    EXPECT_TRUE(queue_is_empty_soon()) << cluster_->queue();
    EXPECT_TRUE(nobody_works_for(run->out()));
}

TEST_F(Slurm, ATaskThatSomebodyCancelsHasFailed) {
    const auto run = sweep(endless + Arguments{"--quiet"});
    ASSERT_TRUE(something_runs_soon()) << run->error_output();
    cluster_->cancel_all();
    EXPECT_EQ(run->finish().exit_status, 3);
    EXPECT_THAT(run->finish().err, HasSubstr("count=10000000 failed: "));
    EXPECT_THAT(run->finish().err, HasSubstr("count=20000000 failed: "));
    EXPECT_TRUE(nobody_works_for(run->out()));
}

/// A sweep that dies leaves its tasks in the queue; the next one waits for them, and starts no
/// others in their place.
TEST_F(Slurm, ASweepThatWasKilledIsGoneOnWith) {
    const Arguments slow{"--axis", "count=20000,20001,20002,20003,20004,20005,20006,20007",
                         "--jobs", "2"};
    const auto killed = sweep(slow);
    ASSERT_TRUE(something_runs_soon()) << killed->error_output();
    killed->send(SIGKILL);
    EXPECT_EQ(killed->finish().signal, SIGKILL);
    ASSERT_NE(cluster_->queue(), "") << "too quick to be killed in between";

    const auto resumed = sweep(slow, killed->out());
    ASSERT_EQ(resumed->finish().exit_status, 0) << resumed->finish().err;
    EXPECT_FALSE(std::filesystem::exists(killed->out() + "/slurm/2.tasks"));
    SweepRun here(slow);
    ASSERT_EQ(here.finish().exit_status, 0) << here.finish().err;
    EXPECT_EQ(resumed->json_text(), here.json_text());
}

TEST(SlurmElsewhere, WithoutSlurmTheErrorSaysWhatIsMissing) {
    const Directory tools; // all but Slurm
    std::filesystem::create_symlink("/usr/bin/dtc", tools.path() / "dtc");
    SweepRun run(Arguments{"--executor", "slurm"} + grid, {{"PATH", tools.path().string()}});
    EXPECT_EQ(run.finish().exit_status, 2);
    EXPECT_THAT(run.finish().err, HasSubstr("--executor slurm: there is no squeue in $PATH"));
}

} // namespace
} // namespace ampsim::integration

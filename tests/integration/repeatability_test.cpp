// SPDX-License-Identifier: BSD-3-Clause
//
// The same inputs give the same run, to the nanosecond: whatever the host does meanwhile, and
// however hub and nodes are connected.
#include "tests/integration/run_ampsim.h"

#include <gtest/gtest.h>

#include <csignal>
#include <memory>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ampsim::integration {
namespace {

using nlohmann::json;

/// One process per CPU that does nothing but spin.
class HostLoad {
public:
    HostLoad() {
        cpu_set_t usable;
        CPU_ZERO(&usable);
        sched_getaffinity(0, sizeof usable, &usable);
        for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
            if (CPU_ISSET(cpu, &usable)) {
                spinners_.push_back(spin_on(cpu));
            }
        }
    }
    HostLoad(const HostLoad&) = delete;
    HostLoad& operator=(const HostLoad&) = delete;
    ~HostLoad() {
        for (const pid_t spinner : spinners_) {
            kill(spinner, SIGKILL);
            waitpid(spinner, nullptr, 0);
        }
    }

private:
    static pid_t spin_on(int cpu) {
        const pid_t child = fork();
        if (child == 0) {
            cpu_set_t one;
            CPU_ZERO(&one);
            CPU_SET(cpu, &one);
            sched_setaffinity(0, sizeof one, &one);
            for (volatile unsigned turns = 0;;) {
                turns = turns + 1;
            }
        }
        return child;
    }

    std::vector<pid_t> spinners_;
};

/// The result without what is the host's.
json simulated_part(const AmpsimRun& run) {
    json result = run.result();
    for (const char* key :
         {"wall_ns", "sync_share", "simulated_per_wall", "grants_per_s", "accesses_per_s"}) {
        EXPECT_EQ(result.at("time").erase(key), 1U) << key;
    }
    return result;
}

class Repeatability : public testing::Test {
protected:
    static std::unique_ptr<AmpsimRun> ping(std::vector<std::string> sets = {}) {
        sets.emplace_back("count=100");
        return std::make_unique<AmpsimRun>(source_file("scenarios/rpmsg-ping.toml"), sets);
    }
    static void SetUpTestSuite() { first_ = ping(); }
    static void TearDownTestSuite() { first_.reset(); }
    void SetUp() override { ASSERT_EQ(first_->exit_status(), 0) << *first_; }

    static const AmpsimRun& first() { return *first_; }

    static void expect_same(const AmpsimRun& run) {
        ASSERT_EQ(run.exit_status(), 0) << run;
        EXPECT_EQ(run.result().at("trace_sha256"), first_->result().at("trace_sha256"));
        EXPECT_EQ(simulated_part(run), simulated_part(*first_));
        EXPECT_EQ(content_of(run.file("trace.json")), content_of(first_->file("trace.json")));
        EXPECT_EQ(run.console("linux"), first_->console("linux"));
        EXPECT_EQ(run.console("rtos"), first_->console("rtos"));
    }

private:
    static inline std::unique_ptr<AmpsimRun> first_;
};

TEST_F(Repeatability, ASecondRunIsTheSame) {
    expect_same(*ping());
}

TEST_F(Repeatability, ARunOnALoadedHostIsTheSame) {
    const HostLoad load;
    expect_same(*ping());
}

TEST_F(Repeatability, LinksOfEveryKindGiveTheSame) {
    const Directory directory;
    const std::string socket = directory.file("linux.socket");
    expect_same(*ping({"nodes.linux.link=unix:" + socket, "nodes.rtos.link=tcpd://127.0.0.1:0"}));
    EXPECT_FALSE(std::filesystem::exists(socket));
}

TEST_F(Repeatability, TheNumberOfStopsDoesNotMatter) {
    const std::unique_ptr<AmpsimRun> lockstep =
        ping({"time.policy=lockstep", "time.lockstep_from=linux:ampsim-ping:ampsim_ping_send",
              "time.step=150 ns"});
    ASSERT_EQ(lockstep->exit_status(), 0) << *lockstep;
    EXPECT_GT(lockstep->counter("grants"), 3 * first().counter("grants"));
    EXPECT_EQ(lockstep->result().at("trace_sha256"), first().result().at("trace_sha256"));
    EXPECT_EQ(lockstep->console("linux"), first().console("linux"));
}

/// "timed": every access to the rings and buffers is a transaction.
TEST_F(Repeatability, TimedSharedMemoryIsMeasuredAccessByAccess) {
    const std::unique_ptr<AmpsimRun> timed = ping({"platform.ddr.access=timed"});
    ASSERT_EQ(timed->exit_status(), 0) << *timed;
    EXPECT_FALSE(first().result().at("counters").contains("linux.ddr.writes"));
    EXPECT_GT(timed->counter("linux.ddr.writes"), 0);
    EXPECT_GT(timed->counter("rtos.ddr.reads"), 0);
    EXPECT_EQ(timed->counter("ddr.errors"), 0);
    const auto store = [](const AmpsimRun& run) {
        return run.hop("rpmsg.linux_to_rtos", "vring store", "p50_ns");
    };
    EXPECT_GT(store(*timed), store(first()) + 1000);
}

// --- The proof of exactness, on the other scenarios ---------------------------------------------

/// Where both sides run, and more often than they need, they stop at every multiple of `step`.
void expect_same_in_lockstep(const std::string& scenario, std::vector<std::string> sets,
                             const std::string& step) {
    const std::string first_message = "linux:ampsim-ping:ampsim_ping_send";
    sets.push_back("probes=[\"" + first_message + "\"]"); // lockstep_from records it, too
    const AmpsimRun lookahead(source_file(scenario), sets);
    ASSERT_EQ(lookahead.exit_status(), 0) << lookahead;
    sets.insert(sets.end(), {"time.policy=lockstep", "time.step=" + step,
                             "time.lockstep_from=" + first_message});
    const AmpsimRun lockstep(source_file(scenario), sets);
    ASSERT_EQ(lockstep.exit_status(), 0) << lockstep;
    EXPECT_GT(lockstep.counter("grants"), lookahead.counter("grants"));
    EXPECT_EQ(lockstep.result().at("trace_sha256"), lookahead.result().at("trace_sha256"));
    EXPECT_EQ(lockstep.console("linux"), lookahead.console("linux"));
}

TEST(Policies, OfTimeDoNotMatterWhenTheRemoteIsRestarted) {
    expect_same_in_lockstep("scenarios/rpmsg-lifecycle.toml", {"rounds=1", "count=10"}, "150 ns");
}

TEST(Policies, OfTimeDoNotMatterWhenVringsAreFull) {
    expect_same_in_lockstep("scenarios/rpmsg-payloads.toml", {}, "335 ns");
}

} // namespace
} // namespace ampsim::integration

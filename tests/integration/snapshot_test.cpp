// SPDX-License-Identifier: BSD-3-Clause
//
// Runs that start where an earlier one was, and runs whose nodes are recordings: to the last packet
// the run that booted.
#include "tests/integration/run_ampsim.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>

namespace ampsim::integration {
namespace {

using nlohmann::json;
using testing::HasSubstr;
namespace fs = std::filesystem;

class Snapshots : public testing::Test {
protected:
    static std::unique_ptr<AmpsimRun> ping(const std::vector<std::string>& flags,
                                           const std::vector<std::string>& more_sets = {}) {
        std::vector<std::string> sets{"count=50"};
        sets.insert(sets.end(), more_sets.begin(), more_sets.end());
        return std::make_unique<AmpsimRun>(source_file("scenarios/rpmsg-ping.toml"), sets,
                                           Process::Environment{}, flags);
    }
    static std::unique_ptr<AmpsimRun>
    ping_with_snapshot(const std::vector<std::string>& sets = {}) {
        return ping({"--record", "--snapshots", directory_->file("snapshots")}, sets);
    }
    static void SetUpTestSuite() {
        directory_ = std::make_unique<Directory>();
        booted_ = ping({"--record", "--no-snapshot"});
        saved_ = ping_with_snapshot();
        restored_ = ping_with_snapshot();
    }
    static void TearDownTestSuite() {
        booted_.reset();
        saved_.reset();
        restored_.reset();
        directory_.reset();
    }
    void SetUp() override {
        for (const AmpsimRun* run : {booted_.get(), saved_.get(), restored_.get()}) {
            ASSERT_EQ(run->exit_status(), 0) << *run;
        }
    }

    static std::vector<fs::path> snapshots_in(const fs::path& directory) {
        std::vector<fs::path> found;
        for (const auto& entry : fs::directory_iterator(directory)) {
            if (entry.is_directory()) { // and not what is remembered of input files
                found.push_back(entry.path());
            }
        }
        return found;
    }
    static std::vector<fs::path> snapshots() {
        return snapshots_in(directory_->path() / "snapshots");
    }
    static json snapshot_of(const AmpsimRun& run) {
        return run.manifest().value("snapshot", json());
    }
    static void expect_same(const AmpsimRun& run) {
        EXPECT_EQ(run.result().at("trace_sha256"), booted_->result().at("trace_sha256"));
        EXPECT_EQ(run.result().at("counters"), booted_->result().at("counters"));
        EXPECT_EQ(content_of(run.file("trace.json")), content_of(booted_->file("trace.json")));
        for (const std::string node : {"linux", "rtos"}) {
            EXPECT_EQ(run.console(node), booted_->console(node));
            EXPECT_TRUE(content_of(run.file(node + ".link")) ==
                        content_of(booted_->file(node + ".link")))
                << node;
        }
    }
    static Finished replay(const std::vector<std::string>& more = {}) {
        std::vector<std::string> arguments{"replay", fs::path(booted_->file("")).string(),
                                           "--quiet", "--out", directory_->file("replay")};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return Process(ampsim(arguments), *directory_).wait();
    }

    static inline std::unique_ptr<Directory> directory_;
    static inline std::unique_ptr<AmpsimRun> booted_;
    static inline std::unique_ptr<AmpsimRun> saved_;
    static inline std::unique_ptr<AmpsimRun> restored_;
};

TEST_F(Snapshots, SavingChangesNothing) {
    EXPECT_EQ(snapshot_of(*booted_), json());
    EXPECT_EQ(snapshot_of(*saved_).at("use"), "saved");
    expect_same(*saved_);
}

TEST_F(Snapshots, ARunFromASnapshotIsTheOneThatBooted) {
    EXPECT_EQ(snapshot_of(*restored_).at("use"), "restored");
    EXPECT_EQ(snapshot_of(*restored_).at("at_ns"), snapshot_of(*saved_).at("at_ns"));
    expect_same(*restored_);
}

TEST_F(Snapshots, LatenciesBehindThePointNeedNoOtherSnapshot) {
    const std::size_t before = snapshots().size();
    for (const char* then :
         {"platform.mu.signal-latency-ns=1025", "platform.linux.interrupt-latency-ns=10",
          "platform.rtos.request-latency-ns=240"}) {
        const std::unique_ptr<AmpsimRun> booted = ping({"--no-snapshot", "--then", then});
        const std::unique_ptr<AmpsimRun> restored =
            ping({"--snapshots", directory_->file("snapshots"), "--then", then});
        const std::unique_ptr<AmpsimRun> lockstep =
            ping({"--no-snapshot", "--then", then},
                 {"time.policy=lockstep", "time.lockstep_from=linux:ampsim-ping:ampsim_ping_send"});
        for (const AmpsimRun* run : {booted.get(), restored.get(), lockstep.get()}) {
            ASSERT_EQ(run->exit_status(), 0) << *run;
        }
        EXPECT_EQ(snapshot_of(*restored).at("use"), "restored");
        EXPECT_EQ(restored->result().at("trace_sha256"), booted->result().at("trace_sha256"));
        EXPECT_EQ(restored->result().at("counters"), booted->result().at("counters"));
        EXPECT_EQ(lockstep->result().at("trace_sha256"), booted->result().at("trace_sha256"));
        EXPECT_NE(booted->result().at("trace_sha256"), booted_->result().at("trace_sha256"));
    }
    EXPECT_EQ(snapshots().size(), before);
}

/// With quanta a run is saved between two of them, where Linux idles and has a timer to come.
TEST_F(Snapshots, ANodeThatIdlesIsRestoredWithItsTimers) {
    const std::vector<std::string> sets{"count=5", "expectations=[]", "time.policy=quantum",
                                        "time.quantum=100us"};
    const std::unique_ptr<AmpsimRun> saved = ping_with_snapshot(sets);
    const std::unique_ptr<AmpsimRun> restored = ping_with_snapshot(sets);
    ASSERT_EQ(saved->exit_status(), 0) << *saved;
    ASSERT_EQ(restored->exit_status(), 0) << *restored;
    EXPECT_EQ(snapshot_of(*restored).at("use"), "restored");
    EXPECT_EQ(restored->result().at("trace_sha256"), saved->result().at("trace_sha256"));
    EXPECT_EQ(content_of(restored->file("linux.link")), content_of(saved->file("linux.link")));
}

TEST_F(Snapshots, AStaleOneIsNeverUsed) {
    const std::size_t before = snapshots().size();
    const std::unique_ptr<AmpsimRun> other =
        ping_with_snapshot({"platform.mu.signal-latency-ns=26"});
    ASSERT_EQ(other->exit_status(), 0) << *other;
    EXPECT_EQ(snapshot_of(*other).at("use"), "saved");
    EXPECT_NE(other->result().at("trace_sha256"), booted_->result().at("trace_sha256"));
    EXPECT_EQ(snapshots().size(), before + 1);
}

TEST_F(Snapshots, ADamagedOneIsNamed) {
    const Directory copy;
    fs::copy(directory_->path() / "snapshots", copy.path(), fs::copy_options::recursive);
    for (const fs::path& snapshot : snapshots_in(copy.path())) {
        fs::resize_file(snapshot / "linux.machine", 1000);
    }
    const std::unique_ptr<AmpsimRun> run = ping({"--snapshots", copy.path().string()});
    EXPECT_EQ(run->exit_status(), 2) << *run;
    EXPECT_THAT(run->error(), HasSubstr("the snapshot is damaged; remove the directory"));
}

TEST_F(Snapshots, AMachineThatIsNotTheSavedOneIsNotGoneOnWith) {
    const Directory copy;
    fs::copy(directory_->path() / "snapshots", copy.path(), fs::copy_options::recursive);
    for (const fs::path& snapshot : snapshots_in(copy.path())) {
        std::fstream machine(snapshot / "rtos.machine",
                             std::ios::in | std::ios::out | std::ios::binary);
        machine << "no migration stream";
    }
    const std::unique_ptr<AmpsimRun> run = ping({"--snapshots", copy.path().string()});
    EXPECT_EQ(run->exit_status(), 3) << *run;
    EXPECT_THAT(run->error(), HasSubstr("QEMU of rtos exited with status 1"));
}

TEST_F(Snapshots, NothingIsLeftOfWhatWasNotCompleted) {
    for (const fs::path& snapshot : snapshots()) {
        EXPECT_TRUE(fs::exists(snapshot / "snapshot.json")) << snapshot;
    }
}

TEST_F(Snapshots, AReplayNeedsNoQemuAndFindsTheSame) {
    const Finished replayed = replay();
    ASSERT_EQ(replayed.exit_status, 0) << replayed.err;
    const json result = json::parse(content_of(directory_->file("replay/result.json")));
    EXPECT_EQ(result.at("trace_sha256"), booted_->result().at("trace_sha256"));
    EXPECT_EQ(result.at("spans"), booted_->result().at("spans"));
    EXPECT_FALSE(fs::exists(directory_->file("replay/linux.qemu.log")));
}

TEST_F(Snapshots, AReplayEndsAtTheFirstPacketThatDiffers) {
    const Finished replayed = replay({"--set", "platform.mu.signal-latency-ns=26"});
    EXPECT_EQ(replayed.exit_status, 3);
    EXPECT_THAT(replayed.err, HasSubstr("the hub sends another packet than before"));
    EXPECT_THAT(replayed.err, HasSubstr("  - hub sent  "));
    EXPECT_THAT(replayed.err, HasSubstr("  + hub sends "));
}

TEST_F(Snapshots, RecordedLinksAreReadCountedAndCompared) {
    const auto link = [](const std::vector<std::string>& arguments) {
        std::vector<std::string> all{"link"};
        all.insert(all.end(), arguments.begin(), arguments.end());
        return Process(ampsim(all), *directory_).wait();
    };
    const std::string linux_link = booted_->file("linux.link");
    EXPECT_THAT(link({"decode", linux_link}).out, HasSubstr(": 4 bytes at 0xcaa0004: "));
    EXPECT_THAT(link({"stats", linux_link}).out, HasSubstr("linux        guest-off"));
    EXPECT_EQ(link({"diff", linux_link, restored_->file("linux.link")}).exit_status, 0);
    const Finished differ = link({"diff", linux_link, booted_->file("rtos.link")});
    EXPECT_EQ(differ.exit_status, 1);
    EXPECT_THAT(differ.out, HasSubstr("\n+ "));
}

} // namespace
} // namespace ampsim::integration

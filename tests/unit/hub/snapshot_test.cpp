// SPDX-License-Identifier: BSD-3-Clause
//
// Snapshots on disk: what names them, when there is one, and what becomes of those that were not
// completed, are damaged, or too many.
#include "sim/hub/snapshot.h"

#include "sim/error.h"
#include "sim/node/file.h"
#include "tests/unit/measure/temporary_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace ampsim::hub {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

const std::string key_a(64, 'a');
const std::string key_b(64, 'b');

class SnapshotTest : public testing::Test {
protected:
    void save(const std::string& key, const std::string& scenario = "ping") {
        Snapshot snapshot(directory_.path(), scenario, key);
        snapshot.begin();
        node::write_file(snapshot.machine("linux"), "state");
        snapshot.commit({42, 7ns});
    }
    std::size_t entries() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(directory_.path()), fs::directory_iterator{}));
    }

    measure::TemporaryDirectory directory_;
};

TEST_F(SnapshotTest, IsThereOnceItIsCommitted) {
    EXPECT_FALSE(Snapshot(directory_.path(), "ping", key_a).exists());
    save(key_a);
    const Snapshot saved(directory_.path(), "ping", key_a);
    EXPECT_TRUE(saved.exists());
    EXPECT_EQ(saved.point().steps, 42U);
    EXPECT_EQ(saved.point().time, 7ns);
    EXPECT_EQ(node::content_of(saved.machine("linux")), "state");
    EXPECT_FALSE(Snapshot(directory_.path(), "ping", key_b).exists());
    EXPECT_FALSE(Snapshot(directory_.path(), "pong", key_a).exists());
}

TEST_F(SnapshotTest, WhatIsNotCommittedLeavesNothing) {
    {
        Snapshot snapshot(directory_.path(), "ping", key_a);
        snapshot.begin();
        node::write_file(snapshot.machine("linux"), "state");
        EXPECT_EQ(entries(), 1U);
    }
    EXPECT_EQ(entries(), 0U);
}

TEST_F(SnapshotTest, TwoRunsThatSaveTheSameLeaveOne) {
    Snapshot first(directory_.path(), "ping", key_a);
    first.begin();
    save(key_a);
    node::write_file(first.machine("linux"), "state");
    first.commit({42, 7ns});
    EXPECT_TRUE(Snapshot(directory_.path(), "ping", key_a).exists());
}

TEST_F(SnapshotTest, WhatAKilledRunLeftIsRemovedLater) {
    const std::string left = Snapshot(directory_.path(), "ping", key_a).directory() + ".killed";
    fs::create_directory(left);
    save(key_a);
    EXPECT_TRUE(fs::exists(left)); // it may still run
    fs::last_write_time(left, fs::file_time_type::clock::now() - 25h);
    save(key_a);
    EXPECT_FALSE(fs::exists(left));
}

TEST_F(SnapshotTest, AnyDamageIsTold) {
    save(key_a);
    const std::string file = Snapshot(directory_.path(), "ping", key_a).machine("linux");
    node::write_file(file, "stat");
    EXPECT_THROW(Snapshot(directory_.path(), "ping", key_a), InputError);
    node::write_file(file, "state");
    EXPECT_TRUE(Snapshot(directory_.path(), "ping", key_a).exists());
    node::write_file(fs::path(file).parent_path() / "snapshot.json", "{}");
    EXPECT_THROW(Snapshot(directory_.path(), "ping", key_a), InputError);
    fs::remove(file);
    EXPECT_THROW(Snapshot(directory_.path(), "ping", key_a), InputError);
}

TEST_F(SnapshotTest, OfAScenarioEightAreKept) {
    save(key_a, "other");
    for (char digit = '0'; digit < '0' + 10; ++digit) {
        save(std::string(64, digit));
    }
    EXPECT_EQ(entries(), 9U);
    EXPECT_TRUE(Snapshot(directory_.path(), "other", key_a).exists());
    EXPECT_TRUE(Snapshot(directory_.path(), "ping", std::string(64, '9')).exists());
    EXPECT_FALSE(Snapshot(directory_.path(), "ping", std::string(64, '0')).exists());
}

TEST_F(SnapshotTest, EveryInputNamesAnother) {
    scenario::Scenario scenario;
    scenario.as_toml = "platform = 'a'";
    const std::map<std::string, std::string> inputs{{"vmlinuz", "00"}};
    const std::string key = snapshot_key(scenario, inputs);
    EXPECT_EQ(key.size(), 64U);
    EXPECT_EQ(snapshot_key(scenario, inputs), key);
    EXPECT_NE(snapshot_key(scenario, {{"vmlinuz", "01"}}), key);
    EXPECT_NE(snapshot_key(scenario, {{"vmlinux", "00"}}), key);
    scenario.as_toml = "platform = 'b'";
    EXPECT_NE(snapshot_key(scenario, inputs), key);
}

} // namespace
} // namespace ampsim::hub

// SPDX-License-Identifier: BSD-3-Clause
//
// The scenarios of VirtIO in each of their variants, with real Linux; and what holds of all of
// them: where nodes stop, where a run starts from, and whether QEMU is there do not change what is
// found.
#include "tests/integration/run_ampsim.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>

namespace ampsim::integration {
namespace {

using testing::HasSubstr;

std::string scenario(const std::string& name) {
    return source_file("scenarios/" + name + ".toml");
}

std::string hash(const AmpsimRun& run) {
    return run.result().at("trace_sha256");
}

/// Round trips per second that sockperf has seen.
double rate(const AmpsimRun& run) {
    const std::string console = run.console("linux");
    const std::string before = "[Valid Duration] RunTime=1.000 sec; SentMessages=";
    const std::size_t at = console.find(before);
    return at == std::string::npos ? 0 : std::stod(console.substr(at + before.size()));
}

class VirtioDevices : public testing::TestWithParam<std::string> {};

TEST_P(VirtioDevices, AreUsedByLinuxOwnTools) {
    const AmpsimRun run(scenario("virtio-devices"), {"variant=" + GetParam()});
    EXPECT_EQ(run.exit_status(), 0) << run;
}

INSTANTIATE_TEST_SUITE_P(Variants, VirtioDevices,
                         testing::Values("modern", "legacy", "event-index", "packed", "msi", "pci"),
                         [](const auto& of) {
                             std::string name = of.param;
                             name.erase(std::remove(name.begin(), name.end(), '-'), name.end());
                             return name;
                         });

TEST(VirtioSeed, EachStepIsFasterThanTheOneBefore) {
    const AmpsimRun intx(scenario("seed-tcp-rr"), {"variant=intx"});
    const AmpsimRun msi(scenario("seed-tcp-rr"), {"variant=msi"});
    const AmpsimRun doorbell(scenario("seed-tcp-rr"), {"variant=doorbell"});
    const AmpsimRun pci(scenario("seed-tcp-rr"), {"variant=pci"});
    for (const AmpsimRun* run : {&intx, &msi, &doorbell, &pci}) {
        ASSERT_EQ(run->exit_status(), 0) << *run;
    }
    // 2020: 11 K and 19 K.
    EXPECT_NEAR(rate(intx), 11'000, 1'100);
    EXPECT_NEAR(rate(msi), 19'000, 1'900);
    EXPECT_GT(rate(doorbell), rate(msi));
    EXPECT_NEAR(rate(pci), rate(msi), rate(msi) / 50);
    // An interrupt for what was sent and one for what was received, two accesses to acknowledge
    // each.
    const auto interrupts = static_cast<double>(intx.counter("net0.interrupts.asserted"));
    EXPECT_NEAR(interrupts / static_cast<double>(intx.counter("net0.notifies.register")), 2, 0.02);
    EXPECT_EQ(intx.counter("net0.traps.InterruptACK") + intx.counter("net0.traps.InterruptStatus"),
              2 * intx.counter("net0.interrupts.asserted"));
}

TEST(VirtioRoad, TheRoadFromAMonitorToAnUnlikeCore) {
    std::vector<std::int64_t> medians;
    for (const char* step :
         {"vmm-intx", "vmm-msi", "vmm-doorbell", "hardware", "hypervisor-less", "unlike-core"}) {
        const AmpsimRun run(scenario("seed-roadmap"),
                            {"variant=" + std::string(step), "count=100", "rate=500"});
        ASSERT_EQ(run.exit_status(), 0) << step << run;
        medians.push_back(run.span("service").at("p50_ns"));
    }
    EXPECT_GT(medians[0], medians[1]);
    EXPECT_GT(medians[1], medians[2]);
    EXPECT_GT(medians[2], medians[3]);
}

TEST(VirtioRoad, RingsInTimedMemoryCostTheirTraffic) {
    const AmpsimRun direct(scenario("virtio-inline"), {"variant=direct", "rate=500"});
    const AmpsimRun timed(scenario("virtio-inline"), {"variant=timed", "rate=500"});
    ASSERT_EQ(direct.exit_status(), 0) << direct;
    ASSERT_EQ(timed.exit_status(), 0) << timed;
    EXPECT_GT(timed.span("tcp.rr").at("p50_ns"), direct.span("tcp.rr").at("p50_ns"));
}

TEST(VirtioWindow, LinuxKeepsToItWithItsPoolAndNotWithout) {
    const AmpsimRun confined(scenario("virtio-window"));
    EXPECT_EQ(confined.exit_status(), 0) << confined;
    const AmpsimRun escape(scenario("virtio-window"), {"variant=escape"});
    EXPECT_EQ(escape.exit_status(), 0) << escape;
    const std::string remark = escape.result().at("remarks").at("blk0").at(0);
    EXPECT_THAT(remark, HasSubstr("queue 0 (requests), descriptor"));
    EXPECT_THAT(remark, HasSubstr("outside of the memory that is granted to blk0"));
}

TEST(VirtioWindow, ADeviceThatIsToLeaveItRefuses) {
    const AmpsimRun run(
        scenario("virtio-window"),
        {"variant=escape", "platform.blk0.dma-check=refuse", "end.virtual_timeout=4 s"});
    EXPECT_NE(run.exit_status(), 0); // Linux waits for the answer
    EXPECT_EQ(run.counter("blk0.needs_resets"), 1);
    EXPECT_THAT(run.result().at("remarks").at("blk0").dump(), HasSubstr("needed a reset"));
}

// --- The same, however it is run
// --------------------------------------------------------------------

/// A short one, in which every device does something.
const std::vector<std::string> brief = {"blocks=2", "bulk=65536"};

std::vector<std::string> brief_and(std::initializer_list<std::string> more) {
    std::vector<std::string> sets = brief;
    sets.insert(sets.end(), more);
    return sets;
}

TEST(VirtioExactness, WhereTheNodeStopsChangesNothing) {
    const std::string first_request = "write:linux:blk0.registers.QueueNotify";
    const AmpsimRun lookahead(scenario("virtio-devices"), brief);
    const AmpsimRun lockstep(scenario("virtio-devices"),
                             brief_and({"time.policy=lockstep", "time.step=1300 ns",
                                        "time.lockstep_from=" + first_request}));
    ASSERT_EQ(lookahead.exit_status(), 0) << lookahead;
    ASSERT_EQ(lockstep.exit_status(), 0) << lockstep;
    EXPECT_GT(lockstep.counter("grants"), 10 * lookahead.counter("grants"));
    EXPECT_EQ(hash(lockstep), hash(lookahead));
}

TEST(VirtioExactness, AReplayFindsWhatTheRunFound) {
    const AmpsimRun run(scenario("virtio-devices"), brief, {}, {"--no-snapshot", "--record"});
    ASSERT_EQ(run.exit_status(), 0) << run;
    const Directory directory;
    Process replay(
        ampsim({"replay", std::filesystem::path(run.file("result.json")).parent_path().string(),
                "--quiet", "--out", directory.file("replayed")}),
        directory);
    EXPECT_EQ(replay.wait().exit_status, 0) << replay.error_output();
}

TEST(VirtioExactness, ARunFromASnapshotFindsTheSame) {
    const Directory snapshots;
    const std::vector<std::string> flags = {"--snapshots", snapshots.path().string()};
    const std::vector<std::string> sets = brief_and({"snapshot.at=linux:virtio_blk:virtblk_done"});
    const AmpsimRun whole(scenario("virtio-devices"), sets, {}, flags);
    const AmpsimRun from_snapshot(scenario("virtio-devices"), sets, {}, flags);
    ASSERT_EQ(whole.exit_status(), 0) << whole;
    ASSERT_EQ(from_snapshot.exit_status(), 0) << from_snapshot;
    EXPECT_EQ(from_snapshot.manifest().at("snapshot").at("use"), "restored");
    EXPECT_EQ(hash(from_snapshot), hash(whole));
}

// --- Often, and much
// --------------------------------------------------------------------------------

TEST(VirtioEndurance, AHundredResets) {
    const AmpsimRun run(source_file("tests/integration/scenarios/virtio_rebind.toml"),
                        {"times=100"});
    EXPECT_EQ(run.exit_status(), 0) << run;
}

TEST(VirtioEndurance, BulkOverBlockAndNetworkArrivesWhole) {
    const AmpsimRun run(source_file("tests/integration/scenarios/virtio_bulk.toml"),
                        {"mebibytes=16"});
    EXPECT_EQ(run.exit_status(), 0) << run;
}

} // namespace
} // namespace ampsim::integration

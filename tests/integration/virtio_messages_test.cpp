// SPDX-License-Identifier: BSD-3-Clause
//
// Every VirtIO device with one interrupt, with messages, and with messages and doorbells: Linux'
// stock driver in the first mode, ampsim's own in the others.
#include "tests/integration/run_ampsim.h"

#include <gmock/gmock.h>

#include <memory>

namespace ampsim::integration {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::vector<std::string> devices = {"net0", "blk0", "con0", "rng0", "vsock0", "fs0"};

class VirtioMessages : public testing::Test {
protected:
    /// In which Linux' script has found everything as it should be.
    static std::unique_ptr<AmpsimRun> in_mode(const std::string& mode,
                                              std::vector<std::string> sets = {}) {
        sets.push_back("variant=" + mode);
        return std::make_unique<AmpsimRun>(
            source_file("tests/integration/scenarios/virtio_messages.toml"), sets);
    }

    /// Of a counter that is not there when nothing was counted.
    static std::int64_t count(const AmpsimRun& run, const std::string& name) {
        return run.result().at("counters").value(name, std::int64_t{0});
    }
    static std::int64_t messages(const AmpsimRun& run) {
        std::int64_t sum = 0;
        for (const std::string& device : devices) {
            sum += count(run, device + ".interrupts.messages");
        }
        return sum;
    }
};

TEST_F(VirtioMessages, OneInterruptIsReadAndAcknowledgedEachTime) {
    const auto run = in_mode("intx");
    ASSERT_EQ(run->exit_status(), 0) << *run;
    for (const std::string& device : devices) {
        const std::int64_t interrupts = count(*run, device + ".interrupts.asserted");
        EXPECT_GT(interrupts, 0) << device;
        EXPECT_EQ(count(*run, device + ".accesses.InterruptStatus"), interrupts) << device;
        EXPECT_EQ(count(*run, device + ".accesses.InterruptACK"), interrupts) << device;
        EXPECT_EQ(count(*run, device + ".notifies.doorbell"), 0) << device;
        EXPECT_EQ(count(*run, device + ".accesses.MsiCommand"), 0) << device;
    }
    EXPECT_EQ(messages(*run), 0);
    EXPECT_EQ(count(*run, "v2m.messages"), 0);
    EXPECT_THAT(run->console("linux"), HasSubstr("driver: virtio-mmio."));
}

TEST_F(VirtioMessages, AMessageForEachInterruptAndNoAcknowledgement) {
    const auto run = in_mode("msi");
    ASSERT_EQ(run->exit_status(), 0) << *run;
    for (const std::string& device : devices) {
        EXPECT_GT(count(*run, device + ".interrupts.messages"), 0) << device;
        EXPECT_EQ(count(*run, device + ".interrupts.asserted"), 0) << device;
        EXPECT_EQ(count(*run, device + ".accesses.InterruptStatus"), 0) << device;
        EXPECT_EQ(count(*run, device + ".accesses.InterruptACK"), 0) << device;
        EXPECT_GT(count(*run, device + ".notifies.register"), 0) << device;
        EXPECT_EQ(count(*run, device + ".notifies.doorbell"), 0) << device;
    }
    EXPECT_EQ(count(*run, "v2m.messages"), messages(*run));
    EXPECT_EQ(count(*run, "v2m.interrupts"), messages(*run));
    EXPECT_EQ(count(*run, "v2m.ignored"), 0);
    EXPECT_THAT(run->console("linux"), HasSubstr("driver: virtio-mmio-msi."));
    for (const char* vector :
         {"virtio0-input.0", "virtio0-output.0", "virtio1-req.0", "virtio2-output", "virtio3-input",
          "virtio4-rx", "virtio4-event", "virtio5-requests", "virtio5-config"}) {
        EXPECT_THAT(run->console("linux"), HasSubstr(vector));
    }
}

TEST_F(VirtioMessages, DoorbellsInsteadOfTheRegister) {
    const auto run = in_mode("doorbell");
    ASSERT_EQ(run->exit_status(), 0) << *run;
    for (const std::string& device : devices) {
        EXPECT_GT(count(*run, device + ".notifies.doorbell"), 0) << device;
        EXPECT_EQ(count(*run, device + ".notifies.register"), 0) << device;
        EXPECT_EQ(count(*run, device + ".accesses.QueueNotify"), 0) << device;
        EXPECT_EQ(count(*run, device + ".interrupts.asserted"), 0) << device;
    }
    EXPECT_EQ(count(*run, "v2m.interrupts"), messages(*run));
}

TEST_F(VirtioMessages, TheDriverCanDoWithoutEither) {
    const auto run = in_mode("doorbell", {"additions=no", "rounds=1"});
    ASSERT_EQ(run->exit_status(), 0) << *run;
    for (const std::string& device : devices) {
        const std::int64_t interrupts = count(*run, device + ".interrupts.asserted");
        EXPECT_GT(interrupts, 0) << device;
        EXPECT_EQ(count(*run, device + ".accesses.InterruptACK"), interrupts) << device;
        EXPECT_GT(count(*run, device + ".accesses.QueueNotify"), 0) << device;
    }
}

/// The frame has vectors for the network device only.
TEST_F(VirtioMessages, WithoutVectorsThereIsOneInterrupt) {
    const std::string few = source_file("tests/integration/platforms/few_vectors.dts");
    const auto run = in_mode("msi", {"platform=" + few, "rounds=1"});
    ASSERT_EQ(run->exit_status(), 0) << *run;
    for (const std::string& device : devices) {
        const bool has_vectors = device == "net0";
        EXPECT_EQ(count(*run, device + ".interrupts.messages") > 0, has_vectors) << device;
        EXPECT_EQ(count(*run, device + ".interrupts.asserted") > 0, !has_vectors) << device;
    }
    EXPECT_THAT(run->console("linux"), HasSubstr("no message-signalled interrupts (error "));
}

TEST_F(VirtioMessages, RingsMayLieInMemoryOfTheirOwn) {
    const auto run =
        in_mode("doorbell", {"rounds=1", "platform.blk0.ring-memory=rings",
                             "platform.blk0.access-platform=1", "platform.blk0.queue-size=16"});
    ASSERT_EQ(run->exit_status(), 0) << *run;
    EXPECT_GT(count(*run, "linux.ocm.writes"), 0);
    EXPECT_GT(count(*run, "linux.ocm.reads"), 0);
    EXPECT_THAT(run->console("linux"), HasSubstr("c202000.virtio: assigned reserved memory node"));
}

TEST_F(VirtioMessages, DevicesGoAndComeBackAHundredTimes) {
    const auto run = in_mode("doorbell", {"rounds=100"});
    ASSERT_EQ(run->exit_status(), 0) << *run;
    EXPECT_EQ(count(*run, "blk0.needs_resets"), 0);
    EXPECT_THAT(run->console("linux"), Not(HasSubstr("WARNING")));
}

} // namespace
} // namespace ampsim::integration

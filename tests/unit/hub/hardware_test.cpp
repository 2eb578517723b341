// SPDX-License-Identifier: BSD-3-Clause
//
// The platform imx8mm-amp as hardware: every instant is the sum of its latencies.
#include "sim/hub/hardware.h"

#include <gmock/gmock.h>

#include <fmt/format.h>

namespace ampsim::hub {
namespace {

using namespace std::chrono_literals;
using remote_port::BusAccess;
using remote_port::Status;
using testing::ElementsAre;

constexpr std::size_t linux_node = 0;
constexpr std::size_t rtos_node = 1;
constexpr std::uint64_t mu_a = 0x0caa0000; // as Linux sees it
constexpr std::uint64_t mu_b = 0x30ab0000; // as the RTOS sees it
constexpr std::uint64_t src = 0x0c390000;
enum Register : std::uint64_t { tr1 = 0x04, rr1 = 0x14, sr = 0x20, cr = 0x24, m4rcr = 0x0c };
constexpr std::uint32_t receive_interrupt_1 = 1 << 26;

BusAccess write_of(std::uint64_t address, std::uint32_t value) {
    BusAccess access;
    access.write = true;
    access.address = address;
    access.length = access.stream_width = 4;
    for (unsigned byte = 0; byte < 4; ++byte) {
        access.data.push_back(static_cast<std::uint8_t>(value >> 8 * byte));
    }
    return access;
}

BusAccess read_of(std::uint64_t address) {
    BusAccess access;
    access.address = address;
    access.length = access.stream_width = 4;
    return access;
}

class HardwareTest : public testing::Test, public HardwareEvents {
protected:
    void build(const std::vector<platform::Override>& overrides = {}, bool rtos_runs = true) {
        platform_ =
            platform::load(AMPSIM_SOURCE_DIR "/platforms/imx8mm-amp/imx8mm-amp.dts", overrides);
        hardware_ = std::make_unique<Hardware>(platform_, std::vector<bool>{true, rtos_runs},
                                               static_cast<HardwareEvents&>(*this));
        hardware_->advance(0ns);
        story_.clear();
    }
    void tell(const std::string& what) {
        story_.push_back(fmt::format("{}: {}", hardware_->now().count(), what));
    }

    void on_arrival(const std::string& initiator, std::size_t, const std::string& place,
                    std::uint64_t value) override {
        tell(fmt::format("arrival from {} at {}, {:#x}", initiator, place, value));
    }
    void on_answer(std::size_t node, BusAccess answer, VirtualTime at) override {
        tell(fmt::format("answer to {} for {}", node, at.count()));
        answers_.push_back(std::move(answer));
    }
    void on_wire(std::size_t device, const std::string& output, bool level) override {
        tell(platform_.devices[device].label + "." + output + (level ? " rises" : " falls"));
    }
    void on_run(std::size_t node, bool run) override {
        tell(fmt::format("node {} {}", node, run ? "runs" : "is held"));
    }

    platform::Platform platform_;
    std::unique_ptr<Hardware> hardware_;
    std::vector<std::string> story_;
    std::vector<BusAccess> answers_;
};

TEST_F(HardwareTest, AWordCrossesTheMailboxInTheSumOfItsLatencies) {
    build();
    hardware_->begin_access(rtos_node, write_of(mu_b + cr, receive_interrupt_1));
    hardware_->advance(1000ns);
    story_.clear();
    hardware_->begin_access(linux_node, write_of(mu_a + tr1, 0x1234));
    EXPECT_EQ(hardware_->next_event(), 1000ns);
    hardware_->advance(2000ns);
    EXPECT_THAT(story_, ElementsAre("1060: arrival from linux at mu.a.TR1, 0x1234",
                                    "1060: answer to 0 for 1140", "1085: mu.b rises"));
    story_.clear();
    hardware_->begin_access(rtos_node, read_of(mu_b + rr1));
    hardware_->advance(3000ns);
    EXPECT_THAT(story_, ElementsAre("2060: arrival from rtos at mu.b.RR1, 0x0",
                                    "2060: answer to 1 for 2190", "2060: mu.b falls"));
    EXPECT_THAT(answers_.back().data, ElementsAre(0x34, 0x12, 0, 0));
    EXPECT_EQ(hardware_->next_event(), never);
    EXPECT_EQ(hardware_->counters().at("mu.a.messages"), 1U);
    EXPECT_EQ(hardware_->counters().at("mu.b.interrupts"), 1U);
    EXPECT_EQ(hardware_->counters().at("linux.mu.a.writes"), 1U);
}

TEST_F(HardwareTest, OverriddenLatenciesCount) {
    build({{"cpus_a53", "request-latency-ns", "100"},
           {"cpus_a53", "response-latency-ns", "7"},
           {"mu", "register-write-latency-ns", "1000"}});
    hardware_->begin_access(linux_node, write_of(mu_a + tr1, 1));
    hardware_->advance(5000ns);
    EXPECT_THAT(story_, ElementsAre("100: arrival from linux at mu.a.TR1, 0x1",
                                    "100: answer to 0 for 1107"));
}

TEST_F(HardwareTest, LatenciesChangeForWhatBeginsAndNothingOvertakes) {
    constexpr std::uint32_t receive_interrupt_0 = 1 << 27;
    constexpr std::uint64_t tr0 = 0x00;
    build({{"mu", "signal-latency-ns", "2000"}});
    hardware_->begin_access(rtos_node,
                            write_of(mu_b + cr, receive_interrupt_0 | receive_interrupt_1));
    hardware_->advance(1000ns);
    story_.clear();
    hardware_->begin_access(linux_node, write_of(mu_a + tr1, 1));
    hardware_->advance(1500ns);
    hardware_->change_latencies(
        platform::load(platform_.file, {{"mu", "signal-latency-ns", "25"},
                                        {"linux", "request-latency-ns", "10"},
                                        {"linux", "response-latency-ns", "5"},
                                        {"mu", "register-write-latency-ns", "1"}}));
    hardware_->begin_access(linux_node, write_of(mu_a + tr0, 2));
    hardware_->advance(4000ns);
    EXPECT_THAT(story_, ElementsAre("1060: arrival from linux at mu.a.TR1, 0x1",
                                    "1060: answer to 0 for 1140",
                                    "1510: arrival from linux at mu.a.TR0, 0x2",
                                    "1510: answer to 0 for 1516", "3060: mu.b rises"));
    story_.clear();
    for (const std::uint64_t word : {std::uint64_t{0x10}, std::uint64_t{rr1}}) {
        hardware_->begin_access(rtos_node, read_of(mu_b + word));
        hardware_->advance(hardware_->now() + 1000ns);
    }
    story_.clear();
    hardware_->begin_access(linux_node, write_of(mu_a + tr1, 3));
    hardware_->advance(9000ns);
    EXPECT_EQ(story_.back(), "6035: mu.b rises") << "6000 + 10 + 25";
}

TEST_F(HardwareTest, APostedWriteIsAnsweredWhenItIsIssuedAndKeepsItsPlace) {
    build({{"cpus_a53", "posted-writes", "true"}});
    hardware_->begin_access(linux_node, write_of(mu_a + tr1, 1));
    EXPECT_THAT(story_, ElementsAre("0: answer to 0 for 0"));
    story_.clear();
    hardware_->begin_access(linux_node, read_of(mu_a + sr));
    hardware_->advance(1000ns);
    ASSERT_EQ(story_.size(), 3U);
    EXPECT_EQ(story_[0], "60: arrival from linux at mu.a.TR1, 0x1");
    EXPECT_EQ(story_[1].substr(story_[1].find(':')), ": arrival from linux at mu.a.SR, 0x0");
    EXPECT_EQ(story_[2].substr(story_[2].find(':')).rfind(": answer to 0 for ", 0), 0U);
}

TEST_F(HardwareTest, AnAddressThatLeadsNowhereIsAnAddressError) {
    build();
    hardware_->begin_access(linux_node, read_of(0x0d000000));
    hardware_->advance(1000ns);
    ASSERT_EQ(answers_.size(), 1U);
    EXPECT_EQ(answers_[0].status, Status::address_error);
    EXPECT_THAT(story_, ElementsAre("0: answer to 0 for 120"));
    EXPECT_EQ(hardware_->counters().at("linux.errors"), 1U);
}

TEST_F(HardwareTest, WhatIsRefusedIsCountedAndTheFirstFewAreNamed) {
    build();
    hardware_->begin_access(linux_node, read_of(0x0d000000));
    hardware_->advance(1000ns);
    hardware_->begin_access(linux_node, write_of(mu_a + 0xfffe, 1)); // over its end
    hardware_->advance(2000ns);
    hardware_->begin_access(linux_node, read_of(mu_a + sr + 2));
    hardware_->advance(3000ns);
    EXPECT_THAT(hardware_->refusals(linux_node).remarks(),
                ElementsAre("read of 4 bytes at 0xd000000, 0 ns, was refused: the address-map of "
                            "cpus_a53 has nothing there",
                            "write of 4 bytes at 0xcaafffe, 1000 ns, was refused: the address-map "
                            "of cpus_a53 has nothing there",
                            "read of 4 bytes at 0xcaa0022, 2000 ns, was refused at mu.a.SR"));
    for (int i = 0; i < 20; ++i) {
        hardware_->begin_access(linux_node, read_of(0x0d000000));
        hardware_->advance(VirtualTime{4000 + 1000 * i});
    }
    EXPECT_EQ(hardware_->counters().at("linux.refused"), 23U);
    EXPECT_EQ(hardware_->refusals(linux_node).remarks().size(), 10U);
    EXPECT_EQ(hardware_->counters().at("rtos.refused"), 0U);
}

TEST_F(HardwareTest, AnAccessThatADeviceRefusesIsABusError) {
    build();
    BusAccess unaligned = read_of(mu_a + sr + 2);
    hardware_->begin_access(linux_node, unaligned);
    hardware_->advance(1000ns);
    ASSERT_EQ(answers_.size(), 1U);
    EXPECT_EQ(answers_[0].status, Status::bus_error);
}

TEST_F(HardwareTest, TheResetControllerRunsAndHoldsItsNode) {
    build({}, false);
    hardware_->begin_access(linux_node, write_of(src + m4rcr, 0x0e));
    hardware_->advance(5000ns);
    EXPECT_THAT(story_, ElementsAre("60: arrival from linux at src.M4RCR, 0xe",
                                    "60: answer to 0 for 140", "1060: node 1 runs"));
    story_.clear();
    hardware_->begin_access(linux_node, write_of(src + m4rcr, 0x0b));
    hardware_->advance(9000ns);
    EXPECT_THAT(story_, testing::UnorderedElementsAre("5060: arrival from linux at src.M4RCR, 0xb",
                                                      "5060: answer to 0 for 5140",
                                                      "5060: node 1 is held"));
}

TEST_F(HardwareTest, ABootLoaderWritesThroughEachNodesOwnView) {
    build();
    EXPECT_TRUE(hardware_->write(rtos_node, 0x1ffe0000, {1, 2, 3, 4}));
    EXPECT_TRUE(story_.empty());
    EXPECT_EQ(hardware_->now(), 0ns);
    hardware_->begin_access(linux_node, read_of(0x007e0000)); // the same memory
    hardware_->begin_access(rtos_node, read_of(0x00000000));  // and its alias
    hardware_->advance(1000ns);
    ASSERT_EQ(answers_.size(), 2U);
    EXPECT_THAT(answers_[0].data, ElementsAre(1, 2, 3, 4));
    EXPECT_THAT(answers_[1].data, ElementsAre(1, 2, 3, 4));

    EXPECT_FALSE(hardware_->write(rtos_node, 0x70000000, {1}));
    EXPECT_FALSE(hardware_->write(rtos_node, 0x1fffffff, {1, 2})) << "half of it is outside";
}

TEST_F(HardwareTest, PlacesHaveNames) {
    build();
    EXPECT_EQ(hardware_->place(linux_node, mu_a + tr1), "mu.a.TR1");
    EXPECT_EQ(hardware_->place(rtos_node, mu_b + sr), "mu.b.SR");
    EXPECT_EQ(hardware_->place(linux_node, src + m4rcr), "src.M4RCR");
    EXPECT_EQ(hardware_->place(linux_node, 0xb8000010), "ddr");
    EXPECT_EQ(hardware_->place(linux_node, 0x0d000000), "0xd000000");
}

TEST_F(HardwareTest, DirectMemoriesAreSharedAndTimedOnesAreNot) {
    build({{"tcmu", "access", "timed"}});
    const std::map<std::string, int> shared = hardware_->shared_memories();
    EXPECT_EQ(shared.count("ddr"), 1U);
    EXPECT_EQ(shared.count("tcml"), 1U);
    EXPECT_EQ(shared.count("tcmu"), 0U);
}

TEST_F(HardwareTest, NoPathIsQuickerThanItsLeastLatency) {
    build();
    EXPECT_EQ(hardware_->least_latency(linux_node, rtos_node), 60ns); // a stop by the SRC
    EXPECT_EQ(hardware_->least_latency(rtos_node, linux_node), 60ns + 25ns);
}

} // namespace
} // namespace ampsim::hub
